namespace MiyakoMailSanitizer.Gateway.Audit;

/// <summary>The field <c>recipients</c> of the line "accepted": <c>&lt;a@x&gt; &lt;"b c"@x&gt;</c>.</summary>
internal static class AuditRecipients
{
    /// <summary>How many there are. Brackets within a quoted local part (RFC 5321 §4.1.2) are none.</summary>
    public static int Count(string field)
    {
        var (count, isQuoted) = (0, false);
        for (var i = 0; i < field.Length; i++)
        {
            if (isQuoted && field[i] == '\\')
                i++;
            else if (field[i] == '"')
                isQuoted = !isQuoted;
            else if (field[i] == '<' && !isQuoted)
                count++;
        }

        return count;
    }
}

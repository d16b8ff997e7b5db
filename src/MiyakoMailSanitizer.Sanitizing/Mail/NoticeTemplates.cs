namespace MiyakoMailSanitizer.Sanitizing.Mail;

/// <summary>
/// The notice (無害化結果のお知らせ) in one or more languages, in the order of showing. Parsed from <c>config/notices/*.txt</c>.
/// </summary>
public sealed class NoticeTemplates
{
}

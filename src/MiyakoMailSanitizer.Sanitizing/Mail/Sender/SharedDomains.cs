using System.Collections.Frozen;

namespace MiyakoMailSanitizer.Sanitizing.Mail.Sender;

/// <summary>Domains in which strangers have addresses beside each other, so that the domain says nothing of the person.</summary>
internal static class SharedDomains
{
    private static readonly FrozenSet<string> Domains = (
        "gmail.com googlemail.com yahoo.co.jp yahoo.com ybb.ne.jp outlook.com outlook.jp hotmail.com hotmail.co.jp live.jp "
        + "live.com msn.com icloud.com me.com mac.com aol.com aol.jp docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp "
        + "softbank.jp vodafone.ne.jp ymobile.ne.jp willcom.com pdx.ne.jp disney.ne.jp uqmobile.jp rakuten.jp nifty.com "
        + "biglobe.ne.jp ocn.ne.jp so-net.ne.jp plala.or.jp dion.ne.jp infoseek.jp excite.co.jp goo.jp goo.ne.jp odn.ne.jp "
        + "asahi-net.or.jp hi-ho.ne.jp wakwak.com eonet.ne.jp ctt.ne.jp zaq.ne.jp commufa.jp proton.me protonmail.com gmx.com "
        + "gmx.net gmx.de web.de mail.ru yandex.ru yandex.com qq.com 163.com 126.com naver.com zoho.com mail.com").Split(' ').ToFrozenSet();

    /// <summary>True for the provider's domain and those below it (<c>i.softbank.jp</c>).</summary>
    public static bool Contains(string organization) => Domains.Contains(organization);
}

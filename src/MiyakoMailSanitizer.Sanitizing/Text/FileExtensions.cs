using System.Collections.Frozen;
using MiyakoMailSanitizer.Sanitizing.Detection;

namespace MiyakoMailSanitizer.Sanitizing.Text;

/// <summary>Extensions that systems give a meaning to; what else stands after a dot is part of the name.</summary>
internal static class FileExtensions
{
    private const string Programs =
        "exe com scr pif bat cmd ps1 psm1 psd1 vbs vbe js jse mjs wsf wsh wsc msi msp mst msix appx appxbundle msc cpl dll sys drv ocx"
        + " jar jnlp class hta lnk url reg inf"
        + " scf sct shb chm hlp gadget application settingcontent-ms library-ms search-ms appref-ms theme diagcab iqy slk xll wll ade"
        + " adp app command workflow"
        + " action dmg pkg deb rpm apk ipa sh bash csh run bin elf so py pyc pyw rb pl php asp aspx jsp cgi swf iso img vhd vhdx one"
        + " udl rdp xbap";

    private const string Documents =
        "doc docx docm dot dotx dotm xls xlsx xlsm xlsb xlt xltx xltm xlam xla ppt pptx pptm pps ppsx ppsm pot potx potm ppam rtf odt"
        + " ods odp odg pdf xps oxps ps eps jtd jtdc jbw"
        + " jhd xdw xbd vsd vsdx vsdm mdb accdb pub mpp wps txt text log md csv tsv tab xml json yaml yml ini conf htm html xhtml shtml"
        + " mht mhtml svg svgz css eml msg mbox tnef"
        + " ics vcf vcs p7m p7s p7c p12 pfx cer crt pem key asc sig gpg";

    private const string Others =
        "jpg jpeg jpe jfif png gif bmp dib tif tiff webp heic heif avif ico cur wmf emf psd ai dwg dxf jww sfc p21 mp3 mp4 m4a m4v wav"
        + " wma wmv avi mov mkv mpg mpeg flv ogg opus"
        + " aac flac webm zip lzh lha rar 7z tar gz tgz bz2 tbz xz txz zst z cab arj ace iso gca hqx sit ttf otf ttc woff woff2 sql"
        + " sqlite db dbf bak tmp dat";

    private static readonly FrozenSet<string> Known = $"{Programs} {Documents} {Others}".Split(' ')
        .Select(extension => "." + extension)
        .Concat(FileFormat.All.SelectMany(format => format.Extensions))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The longest known extension, its dot included.</summary>
    public static int MaxLength { get; } = Known.Max(extension => extension.Length);

    /// <summary>Whether an extension, with its dot, has a meaning. Case does not matter.</summary>
    public static bool IsKnown(string extension) => Known.Contains(extension);
}

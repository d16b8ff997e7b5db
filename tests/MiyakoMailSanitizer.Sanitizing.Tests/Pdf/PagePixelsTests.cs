using MiyakoMailSanitizer.Sanitizing.Images;
using MiyakoMailSanitizer.Sanitizing.Pdf.Rendering;

namespace MiyakoMailSanitizer.Sanitizing.Tests.PdfDocuments;

public sealed class PagePixelsTests
{
    [Fact]
    public void Grey_pages_are_told_from_coloured_ones_by_any_pixel()
    {
        for (var width = 1; width <= 40; width++)
        {
            var samples = Enumerable.Range(0, width * 3).Select(i => (byte)(i / 3 * 7)).ToArray();
            var gray = PagePixels.ToRaster(new(width, 1, false, samples));
            Assert.Equal(RasterKind.Gray, gray.Kind);
            Assert.Equal(Enumerable.Range(0, width).Select(i => (byte)(i * 7)), gray.Pixels);
            for (var i = 0; i < samples.Length; i++)
            {
                var other = (byte[])samples.Clone();
                other[i]++;
                var colored = PagePixels.ToRaster(new(width, 1, false, other));
                Assert.Equal(RasterKind.Rgba, colored.Kind);
                Assert.Equal(other.Chunk(3).SelectMany(p => p.Append((byte)255)), colored.Pixels);
            }
        }
    }
}

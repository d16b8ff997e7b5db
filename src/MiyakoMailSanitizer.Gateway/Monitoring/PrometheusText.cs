using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace MiyakoMailSanitizer.Gateway.Monitoring;

/// <summary>Listens to a meter and writes what it heard as Prometheus text (exposition format 0.0.4).</summary>
internal sealed class PrometheusText : IDisposable
{
    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, Series>> _instruments = [];

    public PrometheusText(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, meter))
                return;
            _instruments.TryAdd(instrument, new(StringComparer.Ordinal));
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All series, in the order of their names.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var (instrument, all) in _instruments.OrderBy(i => i.Key.Name, StringComparer.Ordinal))
        {
            var name = NameOf(instrument);
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {TypeOf(instrument)}\n");
            foreach (var (labels, series) in all.OrderBy(s => s.Key, StringComparer.Ordinal))
                series.Write(text, name, labels, TypeOf(instrument) == "histogram");
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => _instruments[instrument].GetOrAdd(Labels(tags), _ => new()).Take(value, isTotal: instrument.IsObservable);

    private static string NameOf(Instrument instrument)
        => instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "") + (TypeOf(instrument) == "counter" ? "_total" : "");

    private static string TypeOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        Counter<long> or ObservableCounter<long> => "counter",
        _ => "gauge",
    };

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
            text.Append(text.Length > 0 ? "," : "").Append(name).Append("=\"").Append(Escaped(value?.ToString() ?? "")).Append('"');
        return text.ToString();
    }

    private static string Escaped(string value)
        => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>One set of labels of one instrument.</summary>
    private sealed class Series
    {
        private readonly Lock _lock = new();
        private readonly long[] _buckets = new long[Bounds.Length];
        private long _count;
        private double _sum;

        /// <param name="value">What was measured.</param>
        /// <param name="isTotal">It takes the place of what was there.</param>
        public void Take(double value, bool isTotal)
        {
            lock (_lock)
            {
                _sum = isTotal ? value : _sum + value;
                _count++;
                var bucket = Array.FindIndex(Bounds, b => value <= b);
                if (bucket >= 0)
                    _buckets[bucket]++;
            }
        }

        public void Write(StringBuilder text, string name, string labels, bool isHistogram)
        {
            lock (_lock)
            {
                if (!isHistogram)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {_sum:R}\n");
                    return;
                }

                var (more, below) = (labels.Length > 0 ? labels + "," : "", 0L);
                for (var i = 0; i < Bounds.Length; i++)
                    text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{more}le=\"{Bounds[i]:R}\"}} {below += _buckets[i]}\n");
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{more}le=\"+Inf\"}} {_count}\n");
                var braces = labels.Length > 0 ? $"{{{labels}}}" : "";
                text.Append(CultureInfo.InvariantCulture, $"{name}_sum{braces} {_sum:R}\n{name}_count{braces} {_count}\n");
            }
        }
    }
}

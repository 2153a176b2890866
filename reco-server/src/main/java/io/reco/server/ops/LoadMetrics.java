package io.reco.server.ops;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;

/** How long calls waited for a thread, by their class. */
public final class LoadMetrics {

    private static final double[] BOUNDS = {.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5};

    private final Map<String, DistributionDataPoint> byClass = new HashMap<>();

    public LoadMetrics(Metrics metrics, List<String> classes) {
        Histogram waits = Histogram.builder()
                .name("reco_call_queue_seconds")
                .help("Time from a call's arrival to its begin, by class; calls that were refused have none.")
                .labelNames("class")
                .classicOnly()
                .classicUpperBounds(BOUNDS)
                .register(metrics.registry());
        classes.forEach(name -> byClass.put(name, waits.labelValues(name)));
    }

    /** A call of this class, one of those that were given, has waited so long. */
    public void waited(String callClass, long nanos) {
        DistributionDataPoint waits = byClass.get(callClass);
        if (waits != null) {
            waits.observe(nanos / 1e9);
        }
    }
}

package io.reco.server.evaluate.measure;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.Supplier;

import org.HdrHistogram.Histogram;

/**
 * What a piece of work takes, each time that it is done: on the wall, and of the CPU by the thread that does it. Others on the
 * machine make the wall's time longer, the CPU's hardly.
 */
public final class Cost {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final String name;
    private final Histogram wallNs = new Histogram(3);
    private final Histogram cpuNs = new Histogram(3);

    /** Of work that a report names so. */
    public Cost(String name) {
        this.name = name;
    }

    /** Does the work, in this thread, and counts what it takes. */
    public <T> T of(Supplier<T> work) {
        long beginNs = System.nanoTime();
        long beginCpuNs = THREADS.getCurrentThreadCpuTime();
        T result = work.get();
        cpuNs.recordValue(Math.max(0, THREADS.getCurrentThreadCpuTime() - beginCpuNs));
        wallNs.recordValue(System.nanoTime() - beginNs);
        return result;
    }

    /** Tells percentiles in microseconds. */
    public void report(Report report) {
        report.percentiles(name, wallNs);
        report.percentiles(name + " CPU", cpuNs);
    }

    /** What all threads of this process took of the CPU until now; what compiles and collects included. */
    public static Duration processCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}

package io.reco.it;

import java.time.Duration;
import java.util.function.Supplier;

/** What calls took of a server's CPUs, by the operating system's account. */
record Cost(OpenLoop.Outcome outcome, Duration cpu) {

    static Cost of(ProcessHandle server, Supplier<OpenLoop.Outcome> load) {
        Duration before = cpu(server);
        OpenLoop.Outcome outcome = load.get();
        return new Cost(outcome, cpu(server).minus(before));
    }

    /** All that the process has taken so far, to the hundredth of a second. */
    static Duration cpu(ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("The system does not say what CPU a process took."));
    }

    /** Of both together. */
    Cost plus(Cost more) {
        return new Cost(outcome.plus(more.outcome), cpu.plus(more.cpu));
    }

    /** Of each call that was answered, with whatever else the server did meanwhile. */
    double micros() {
        return micros(cpu, outcome.answered().getTotalCount());
    }

    static double micros(Duration cpu, long count) {
        return cpu.toNanos() / 1e3 / Math.max(1, count);
    }
}

package dev.ventes.app.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What the processes of this run have used: this JVM and its children, PostgreSQL's among them. */
final class Cpu {
    private Cpu() {}

    /** CPU time so far. Children that have ended are no longer in it. */
    static long nanos() {
        var children = ProcessHandle.current()
                .descendants()
                .mapToLong(child ->
                        child.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return children + system.getProcessCpuTime();
    }

    static double usedHeapMebibytes() {
        var runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1024.0 / 1024.0;
    }
}

package dev.ventes.app.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * CPU time by who used it, in nanoseconds: the servers' processes, and the threads of this JVM by what they do. The
 * benchmark's own thread is left out.
 */
record Cpu(Map<String, Long> used) {
    static Cpu now(BenchServers servers) {
        var used = new TreeMap<String, Long>();
        servers.pids()
                .forEach((name, pid) ->
                        used.put(name, ProcessHandle.of(pid).map(Cpu::of).orElse(0L)));
        used.put("PostgreSQL", postgres());
        var threads = ManagementFactory.getThreadMXBean();
        var known = 0L;
        for (var id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            var nanos = Math.max(0, threads.getThreadCpuTime(id));
            known += nanos;
            if (info != null && !info.getThreadName().equals("main")) {
                used.merge(part(info.getThreadName()), nanos, Long::sum);
            }
        }
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        used.put("services: JIT and GC", system.getProcessCpuTime() - known);
        return new Cpu(used);
    }

    private static String part(String thread) {
        if (thread.startsWith("debezium") || thread.startsWith("connector") || thread.contains("ventes-connector")) {
            return "services: connector";
        }
        if (thread.startsWith("transformer") || thread.contains("ventes-transformer")) {
            return "services: transformer";
        }
        return "services: other (MongoDB's driver, API, metrics)";
    }

    /** What has been used since, in microseconds for each of {@code rows}. */
    Map<String, Double> microsPerRow(Cpu before, int rows) {
        var micros = new TreeMap<String, Double>();
        used.forEach((name, nanos) -> micros.put(name, (nanos - before.used.getOrDefault(name, 0L)) / 1e3 / rows));
        return micros;
    }

    /** All of PostgreSQL's processes that live. */
    private static long postgres() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("postgres"))
                .mapToLong(Cpu::of)
                .sum();
    }

    private static long of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }
}

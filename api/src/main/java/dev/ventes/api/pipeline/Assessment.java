package dev.ventes.api.pipeline;

import static dev.ventes.api.pipeline.Fault.critical;
import static dev.ventes.api.pipeline.Fault.warning;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.ventes.api.pipeline.Picture.Instance;
import dev.ventes.api.pipeline.Picture.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is wrong in a picture. Pure. The limits are those of the alerts, where there is one; but that the view is behind
 * warns who looks long before it wakes somebody.
 */
record Assessment(Picture picture, Reach reach) {
    private static final double BEHIND_SECONDS = 30;
    private static final Duration UNCOUNTED = Duration.ofMinutes(5);
    private static final double SLOT_BEHIND_SECONDS = 60;
    private static final double RETAINED_BYTES = 2e9;
    private static final double MEGABYTE = 1e6;

    /** One that others have replaced is nobody's concern any more after this. */
    private static final Duration CONCERN = Duration.ofMinutes(10);

    /**
     * What this instance reaches, which is nobody's status.
     *
     * @param heard whether it hears its own status: else it cannot tell who is gone
     * @param leaderless for how long no connector has led, though some are there
     * @param refusing why writes are refused; null if they are not
     * @param uncounted for how long a change has waited to be counted
     * @param progress the topic of the statuses
     * @param changes the log
     */
    record Reach(
            boolean kafka,
            boolean mongodb,
            boolean heard,
            Optional<Duration> leaderless,
            String refusing,
            Duration uncounted,
            String progress,
            String changes) {}

    /** How it is, all in all. */
    enum Verdict {
        OK,
        /** Something is wrong, and sales get through. */
        DEGRADED,
        DOWN;

        static Verdict of(List<Fault> faults) {
            if (faults.isEmpty()) {
                return OK;
            }
            return faults.stream().anyMatch(fault -> fault.severity() == Fault.Severity.CRITICAL) ? DOWN : DEGRADED;
        }

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The worst first. */
    List<Fault> faults() {
        var faults = new ArrayList<Fault>();
        if (!reach.mongodb()) {
            faults.add(critical(FaultCode.MONGODB_UNREACHABLE, Map.of()));
        }
        if (!reach.kafka()) {
            // Everybody is silent then.
            faults.add(critical(FaultCode.KAFKA_UNREACHABLE, Map.of()));
        } else if (!reach.heard()) {
            faults.add(warning(FaultCode.STATUS_UNHEARD, Map.of("topic", reach.progress())));
        } else {
            connectors(faults);
            transformers(faults);
            picture.apis().stream()
                    .filter(this::isMissed)
                    .forEach(api -> faults.add(warning(FaultCode.API_GONE, silence(api))));
        }
        log(faults);
        if (reach.uncounted().compareTo(UNCOUNTED) > 0) {
            faults.add(warning(
                    FaultCode.INDICATORS_BEHIND,
                    Map.of("seconds", reach.uncounted().toSeconds())));
        }
        rejected(faults);
        verification(faults);
        faults.sort(Fault.WORST_FIRST);
        return faults;
    }

    private void connectors(List<Fault> faults) {
        var live = live(picture.connectors());
        if (live.isEmpty()) {
            faults.add(critical(FaultCode.CONNECTOR_DOWN, last(picture.connectors())));
            return;
        }
        picture.connectors().stream()
                .filter(this::isMissed)
                .forEach(one -> faults.add(warning(FaultCode.CONNECTOR_GONE, silence(one))));
        var failing = with(State.FAILING, live);
        var leads = !with(State.LEADING, live).isEmpty();
        failing.forEach(one -> faults.add(
                leads
                        ? warning(FaultCode.CONNECTOR_FAILING, name(one))
                        : critical(FaultCode.CONNECTOR_FAILING, name(one))));
        if (failing.isEmpty()) {
            reach.leaderless()
                    .ifPresent(time -> faults.add(critical(FaultCode.NO_LEADER, Map.of("seconds", time.toSeconds()))));
        }
        with(State.LEADING, live).stream().filter(one -> one.slot() != null).forEach(one -> slot(one.slot(), faults));
    }

    private static void slot(Picture.Slot slot, List<Fault> faults) {
        Map<String, Object> values = Map.of(
                "slot", slot.name(), "state", slot.state(), "megabytes", Math.round(slot.retainedBytes() / MEGABYTE));
        switch (slot.state()) {
            case "lost", "missing" -> faults.add(critical(FaultCode.SLOT_LOST, values));
            case "unreserved" -> faults.add(critical(FaultCode.SLOT_NEARLY_LOST, values));
            default -> {
                if (slot.retainedBytes() > RETAINED_BYTES) {
                    faults.add(warning(FaultCode.SLOT_RETAINING_WAL, values));
                }
            }
        }
        if (slot.lagSeconds() > SLOT_BEHIND_SECONDS) {
            faults.add(warning(FaultCode.SLOT_LAGGING, Map.of("seconds", Math.round(slot.lagSeconds()))));
        }
    }

    private void transformers(List<Fault> faults) {
        var live = live(picture.transformers());
        if (live.isEmpty()) {
            faults.add(critical(FaultCode.TRANSFORMER_DOWN, last(picture.transformers())));
            return;
        }
        picture.transformers().stream()
                .filter(this::isMissed)
                .forEach(one -> faults.add(warning(FaultCode.TRANSFORMER_GONE, silence(one))));
        var failing = with(State.FAILING, live);
        // The others have what it had only if it is out of the group.
        failing.forEach(one -> faults.add(critical(FaultCode.TRANSFORMER_FAILING, name(one))));
    }

    private void log(List<Fault> faults) {
        if (reach.refusing() != null) {
            faults.add(
                    critical(FaultCode.WRITES_REFUSED, Map.of("behind", reach.refusing(), "topic", reach.changes())));
        }
        var log = picture.log();
        // While the log cannot be asked the seconds count on, and what waits is not known to be anything.
        if (log.lagSeconds() != null && log.lag() != null && log.lag() > 0 && log.lagSeconds() > BEHIND_SECONDS) {
            faults.add(warning(FaultCode.LAG, Map.of("seconds", Math.round(log.lagSeconds()), "records", log.lag())));
        }
    }

    private void rejected(List<Fault> faults) {
        var newest = picture.rejected().records();
        var open = newest.stream().filter(one -> one.done() == null).count();
        if (open > 0) {
            faults.add(warning(FaultCode.REJECTED, Map.of("count", open, "newest", newest.size())));
        }
    }

    private void verification(List<Fault> faults) {
        var last = picture.verification();
        if (last == null) {
            return;
        }
        if (last.differing() != null && last.differing() > 0) {
            faults.add(critical(FaultCode.VERIFICATION_DIFFERS, Map.of("count", last.differing())));
        }
        if (last.fault() != null) {
            faults.add(warning(FaultCode.VERIFICATION_FAILED, Map.of()));
        }
    }

    private static <T extends Instance> List<T> live(List<T> instances) {
        return instances.stream().filter(one -> !one.gone()).toList();
    }

    private static <T extends Instance> List<T> with(State state, List<T> instances) {
        return instances.stream().filter(one -> one.state() == state).toList();
    }

    private boolean isMissed(Instance instance) {
        return instance.gone() && since(instance).compareTo(CONCERN) < 0;
    }

    /** Whom to start again: the one that was heard of last. */
    private Map<String, Object> last(List<? extends Instance> instances) {
        return instances.stream()
                .max((a, b) -> a.seen().compareTo(b.seen()))
                .map(this::silence)
                .orElse(Map.of());
    }

    private Map<String, Object> silence(Instance instance) {
        return Map.of(
                FaultCode.INSTANCE,
                instance.instance(),
                "seconds",
                since(instance).toSeconds());
    }

    private static Map<String, Object> name(Instance instance) {
        return Map.of(FaultCode.INSTANCE, instance.instance());
    }

    private Duration since(Instance instance) {
        return Duration.between(instance.seen(), picture.asOf());
    }
}

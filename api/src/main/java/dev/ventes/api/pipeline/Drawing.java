package dev.ventes.api.pipeline;

import dev.ventes.api.pipeline.Picture.Partition;
import dev.ventes.api.pipeline.Picture.State;
import dev.ventes.api.progress.Freshness;
import dev.ventes.api.progress.LogEnds;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.StatusReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;

/**
 * Puts what is known into a picture. Pure.
 *
 * @param causes whether why a service fails is shown, in its own words
 */
record Drawing(Instant now, List<Statuses.Known> instances, boolean causes) {
    private static final double MILLIS = 1e3;

    List<Picture.Connector> connectors(Optional<Progress.Generation> generation) {
        return of(StatusReport.Connector.class, (known, report) -> {
            var leads = report.state() == StatusReport.State.LEADING;
            var slot = report.slot();
            return new Picture.Connector(
                    known.status().instance(),
                    state(known),
                    shown(known.seen()),
                    since(known),
                    fault(known),
                    leads ? report.term() : null,
                    leads ? report.generation() : null,
                    leads
                            ? new Picture.Snapshot(
                                    generation
                                            .filter(it -> it.generation() == report.generation())
                                            .map(Progress.Generation::complete)
                                            .orElse(false),
                                    report.snapshotRows())
                            : null,
                    report.changes(),
                    rate(known, told -> ((StatusReport.Connector) told).changes()),
                    new Picture.LogStage(mean(known, told -> ((StatusReport.Connector) told).log())),
                    slot == null
                            ? null
                            : new Picture.Slot(
                                    slot.name(),
                                    slot.state(),
                                    slot.retainedBytes(),
                                    slot.lagBytes(),
                                    rounded(slot.lagSeconds())));
        });
    }

    List<Picture.Transformer> transformers() {
        return of(
                StatusReport.Transformer.class,
                (known, report) -> new Picture.Transformer(
                        known.status().instance(),
                        state(known),
                        shown(known.seen()),
                        since(known),
                        fault(known),
                        report.partitions(),
                        report.applied(),
                        rate(known, told -> ((StatusReport.Transformer) told).applied()),
                        report.rejected(),
                        report.retries(),
                        new Picture.ViewStages(
                                mean(known, told -> ((StatusReport.Transformer) told).queue()),
                                mean(known, told -> ((StatusReport.Transformer) told).publish()),
                                mean(known, told -> ((StatusReport.Transformer) told).apply()),
                                mean(known, told -> ((StatusReport.Transformer) told).readable()))));
    }

    List<Picture.Api> apis() {
        return of(
                StatusReport.Api.class,
                (known, report) -> new Picture.Api(
                        known.status().instance(),
                        state(known) == State.WORKING ? State.SERVING : state(known),
                        shown(known.seen()),
                        since(known),
                        fault(known),
                        report.requests(),
                        rate(known, told -> ((StatusReport.Api) told).requests()),
                        report.writes(),
                        report.streams()));
    }

    /** @param applied the offset up to which the view has applied a topic's partition; -1 for none */
    Picture.Log log(Optional<LogEnds> ends, Freshness.Behind behind, ToLongBiFunction<String, Integer> applied) {
        if (ends.isEmpty()) {
            return new Picture.Log(List.of(), null, null, null);
        }
        var topic = ends.get().topicId();
        var partitions = ends.get().after().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(end -> {
                    var after = applied.applyAsLong(topic, end.getKey()) + 1;
                    // What was applied since we looked is no lag.
                    return new Partition(end.getKey(), end.getValue(), after, Math.max(0, end.getValue() - after));
                })
                .toList();
        var lag = partitions.stream().mapToLong(Partition::lag).sum();
        return new Picture.Log(
                partitions, lag, seconds(behind), rounded(ends.get().rate()));
    }

    Picture.View view(Long sales, Freshness.Behind behind) {
        return new Picture.View(sales, behind.asOf().time().orElse(null), seconds(behind));
    }

    Picture.Verification verification(Progress.Verified last) {
        return new Picture.Verification(
                Instant.ofEpochMilli(last.at()),
                last.durationMillis(),
                last.rows(),
                last.differing(),
                last.unsettled(),
                last.fault() == null || causes ? last.fault() : WITHHELD);
    }

    /** There is one, and it is not for everybody. */
    static final String WITHHELD = "The cause is shown to an admin.";

    private static Double seconds(Freshness.Behind behind) {
        return behind.asOf()
                .text()
                .map(known -> rounded(behind.behind().toMillis() / MILLIS))
                .orElse(null);
    }

    @FunctionalInterface
    private interface Shown<R, T> {
        T of(Statuses.Known known, R report);
    }

    private <R extends StatusReport, T> List<T> of(Class<R> service, Shown<R, T> shown) {
        return instances.stream()
                .filter(known -> service.isInstance(known.status().report()))
                .map(known -> shown.of(known, service.cast(known.status().report())))
                .toList();
    }

    private static State state(Statuses.Known known) {
        return known.gone()
                ? State.GONE
                : State.valueOf(known.status().report().state().name());
    }

    private String fault(Statuses.Known known) {
        var fault = known.status().fault();
        return fault == null || causes ? fault : WITHHELD;
    }

    private static Instant since(Statuses.Known known) {
        return Instant.ofEpochMilli(known.status().since());
    }

    private static double rate(Statuses.Known known, Function<StatusReport, Long> counted) {
        return known.gone() ? 0 : rounded(known.pace().rate(counted));
    }

    private static Double mean(Statuses.Known known, Function<StatusReport, StatusReport.Timed> timed) {
        var mean = known.gone() ? null : known.pace().mean(timed);
        return mean == null ? null : Double.valueOf(rounded(mean));
    }

    static Instant shown(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    private static double rounded(double number) {
        return Math.round(number * 100) / 100.0;
    }
}

package dev.ventes.transformer.rebuild;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.log.Position;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.core.topic.Topics;
import dev.ventes.transformer.fold.PartitionState;
import dev.ventes.transformer.publish.Enriched;
import dev.ventes.transformer.store.GuardMissed;
import dev.ventes.transformer.store.Holding;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The rebuild where MongoDB has lost the view and where it stood: no transformer runs, everything on the topic is true,
 * and the table is to be read once more as a whole, for what only the partitions' documents knew. One thread.
 */
final class FromNothing {
    private static final String REASON = "the view was rebuilt after it was lost";

    /** Nothing waits. */
    private static final Sifting.Saved EVERYTHING = partition -> new Position(Long.MAX_VALUE, Long.MAX_VALUE);

    private final KafkaConfig kafka;
    private final EnrichedLog log;
    private final Filling filling;
    private final Holding holding;
    private final NewView newView;
    private final Members members;
    private final Topics topics;

    FromNothing(
            KafkaConfig kafka,
            EnrichedLog log,
            Filling filling,
            Holding holding,
            NewView newView,
            Members members,
            Topics topics) {
        this.kafka = kafka;
        this.log = log;
        this.filling = filling;
        this.holding = holding;
        this.newView = newView;
        this.members = members;
        this.topics = topics;
    }

    Rebuilt run() throws InterruptedException, ExecutionException {
        requireNoTransformer();
        holding.unmake();
        var partitions = log.endsOfChanges().size();
        var findings = new Findings();
        filling.listen(enriched -> {
            requireHome(enriched, partitions);
            findings.add(enriched);
        });
        filling.toEnd(() -> EVERYTHING);
        if (findings.isEmpty()) {
            throw new RebuildFailed(topics.enriched() + " is empty: there is nothing to make a view from");
        }
        filling.takeMarkers(partitions, () -> EVERYTHING);
        requireNoTransformer();
        var begun = System.nanoTime();
        var states = findings.states(members.idOf(topics.changes()), partitions, log.applied());
        try {
            holding.make(states);
        } catch (GuardMissed begunMeanwhile) {
            throw transformerIsThere();
        }
        var size = newView.size();
        newView.requireWhole();
        var made = new HashMap<Integer, Position>();
        states.forEach(state -> made.put(state.partition(), state.position(state.offset())));
        wantSnapshot(states);
        holding.distrust();
        newView.swap(made::get);
        holding.cover(newView.derived(), made::get);
        holding.release();
        var held = Duration.ofNanos(System.nanoTime() - begun);
        return new Rebuilt(log.read(), size, filling.markers(), held, true);
    }

    /** It would decide changes over an empty view. */
    private void requireNoTransformer() throws InterruptedException, ExecutionException {
        if (members.any()) {
            throw transformerIsThere();
        }
    }

    private static RebuildFailed transformerIsThere() {
        return new RebuildFailed("nobody knows where the view stood, and a transformer runs, which would begin from"
                + " nothing; stop the transformers, run this, and start them again");
    }

    private void requireHome(Enriched enriched, int partitions) {
        if (!Findings.isAtHome(enriched, partitions)) {
            throw new RebuildFailed("sale " + enriched.sale().id() + " lies in partition "
                    + enriched.sale().sync().partition() + ", where no log of " + partitions
                    + " partitions has it; make " + topics.changes() + " anew with as many as it had");
        }
    }

    private void wantSnapshot(List<PartitionState> states) throws InterruptedException, ExecutionException {
        Map<String, Object> own = Map.of(
                "client.id",
                "ventes-rebuild",
                "acks",
                "all",
                "delivery.timeout.ms",
                15_000,
                "request.timeout.ms",
                5_000);
        try (var producer =
                new KafkaProducer<>(kafka.properties(own), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (var state : states) {
                var wish = new Progress.SnapshotWanted(state.partition(), state.topicId(), state.epoch(), REASON);
                producer.send(ProgressJson.encode(topics.progress(), System.currentTimeMillis(), wish))
                        .get();
            }
        }
    }
}

package dev.ventes.connector.generation;

import dev.ventes.connector.postgres.Slot;
import dev.ventes.connector.postgres.Source;
import dev.ventes.core.topic.Progress.Generation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How an engine begins. Going on is only exact where the slot has kept everything since the last complete snapshot;
 * in every other case, and in every doubt, a new generation reads the table again.
 */
public sealed interface Plan {
    /**
     * Goes on where the slot is.
     *
     * @param generation as it is on this server
     */
    record Continue(Generation generation, Slot slot) implements Plan {}

    /**
     * Drops the slots that there are, and begins with a snapshot on a new one.
     *
     * @param first whether no snapshot before it was ever complete
     */
    record Begin(String reason, boolean first) implements Plan {
        Begin(String reason) {
            this(reason, false);
        }
    }

    /**
     * Decides.
     *
     * @param last the last generation that a connector announced
     * @param publication what PostgreSQL calls the publication inside; empty if there is none
     * @param topicId Kafka's own id of the log as it is now
     * @param snapshotWanted why somebody asked for a new snapshot since
     */
    static Plan of(
            Optional<Generation> last,
            Source source,
            List<Slot> slots,
            Optional<String> publication,
            String topicId,
            Optional<String> snapshotWanted) {
        if (last.isEmpty()) {
            return new Begin("nothing was ever sent", true);
        }
        var generation = last.get();
        var slot = slots.stream()
                .filter(one -> one.name().equals(generation.slot()))
                .findAny();
        if (!generation.complete()) {
            return new Begin("the last snapshot did not finish", generation.first());
        }
        if (!generation.systemIdentifier().equals(source.systemIdentifier())) {
            return new Begin("PostgreSQL is another cluster");
        }
        if (generation.timeline() != source.timeline() && !follows(source, generation, slot)) {
            return new Begin("PostgreSQL's timeline is " + source.timeline() + ", was " + generation.timeline());
        }
        if (generation.tableOid() != source.tableOid()) {
            return new Begin("the table is another one");
        }
        if (!topicId.equals(generation.topicId())) {
            return new Begin("the log was created anew");
        }
        if (source.lsn() < generation.sentLsn()) {
            return new Begin("PostgreSQL's log ends before what was sent: it was restored");
        }
        if (slot.isEmpty()) {
            return new Begin("the replication slot " + generation.slot() + " is missing");
        }
        if (slot.get().lost() != null) {
            return new Begin("the replication slot " + generation.slot() + " is lost: "
                    + slot.get().lost());
        }
        if (slot.get().confirmed() > generation.confirmedLsn()) {
            return new Begin("the replication slot " + generation.slot() + " was moved on, or made again");
        }
        if (publication.isEmpty()) {
            return new Begin("the publication is missing");
        }
        if (!publication.get().equals(generation.publication())) {
            return new Begin("the publication or a partition was altered, or made again");
        }
        return snapshotWanted
                .<Plan>map(reason -> new Begin(reason))
                .orElseGet(
                        () -> new Continue(generation.on(source.timeline(), standbys(source, generation)), slot.get()));
    }

    /** Those that have all that was sent: none for the time being, if others had to have it until now. */
    private static String standbys(Source source, Generation generation) {
        return Objects.equals(source.standbys(), generation.standbys()) ? source.standbys() : null;
    }

    /**
     * Whether the server was a standby of the one that sent the generation, and has all that was sent: it was waited
     * for. Changes that were sent and that it does not have would stay in the view, and new ones with the same lsn would
     * be taken for them.
     */
    private static boolean follows(Source source, Generation generation, Optional<Slot> slot) {
        return slot.isPresent()
                && slot.get().synced()
                && source.isAmong(generation.standbys())
                && source.promotion().timeline() == generation.timeline()
                && source.promotion().lsn() >= Math.max(generation.sentLsn(), generation.confirmedLsn());
    }
}

package dev.ventes.transformer.store;

import com.mongodb.MongoCommandException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.fold.PartitionState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.bson.conversions.Bson;
import reactor.core.publisher.Mono;

/** The partitions' documents: where the view stands in each, and who may write there. The loop's thread. */
public final class Partitions {
    private static final int DUPLICATE_KEY = 11000;

    private final MongoCollection<Document> documents;
    private final Holds holds;
    private final Map<Integer, Long> claims = new HashMap<>();
    private final DerivedViews derived;

    /**
     * @param view whose partitions the documents are
     * @param derived what is counted of a partition is in its document, too
     */
    public Partitions(MongoCollection<Document> documents, ViewCollections view, DerivedViews derived) {
        this.documents = documents;
        this.derived = derived;
        this.holds = new Holds(view);
    }

    /**
     * Looks whether any of these is held. To be called when nothing of this instance is under way in them.
     *
     * @throws PartitionHeld if one is
     */
    public void heed(Collection<Integer> partitions) {
        holds.heed(partitions, claims, derived::close);
    }

    /** The partition belongs to another instance. */
    public void leave(int partition) {
        derived.close(partition);
    }

    /**
     * Takes the partition over: whoever held it before finds that its guard misses.
     *
     * @param topicId the log's id, for a partition that nobody has held yet
     * @param partitions how many the log has
     * @throws IllegalStateException if the view was made from a log with another number of them
     * @throws PartitionHeld if it is held
     */
    public PartitionState claim(int partition, String topicId, int partitions) {
        // The log's id at once: who finds the partition claimed must be able to tell if the log is another one since.
        var first = write(PartitionState.first(partition, topicId, partitions, 0))
                .append(CountingBson.COUNTING, CountingBson.write(CountingBson.Counted.first(derived.names())));
        first.remove("_id");
        first.remove("owner");
        var claimed = claim(partition, first);
        var before = claimed.getInteger("partitions");
        if (before != partitions) {
            throw new IllegalStateException("the log has " + partitions
                    + " partitions, the view was made from one with "
                    + before + ": nearly every sale would change its partition, and lose its order; make the topic anew"
                    + " with " + before + ", or begin with an empty view");
        }
        var state = read(claimed);
        claims.put(partition, state.owner());
        derived.open(claimed);
        return state;
    }

    private Document claim(int partition, Document first) {
        try {
            var claimed = Mono.from(documents.findOneAndUpdate(
                            Filters.and(Filters.eq("_id", partition), Holds.absent()),
                            Updates.combine(Updates.inc("owner", 1L), new Document("$setOnInsert", first)),
                            new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)))
                    .block();
            if (claimed == null) {
                throw new IllegalStateException("an upsert returned nothing");
            }
            return claimed;
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != DUPLICATE_KEY) {
                throw e;
            }
            throw new PartitionHeld("partition " + partition + " is held, or was claimed by another at this moment");
        }
    }

    /**
     * Writes the states, and leaves alone what else there is in the documents: the last of a batch's writes.
     *
     * @param before each one's state as it was read or written last: another one is there after a restore
     * @throws GuardMissed if one of the partitions is not as it was left
     */
    public void save(Collection<PartitionState> states, UnaryOperator<PartitionState> before) {
        var writes = new ArrayList<WriteModel<Document>>();
        for (var state : states) {
            var fields = write(state);
            fields.remove("_id");
            writes.add(new UpdateOneModel<>(asLeft(before.apply(state)), new Document("$set", fields)));
        }
        var result = Mono.from(documents.bulkWrite(writes, new BulkWriteOptions().ordered(false)))
                .block();
        if (result == null || result.getMatchedCount() != writes.size()) {
            throw new GuardMissed("one of the partitions has another owner, or was restored");
        }
    }

    /**
     * Looks at the documents.
     *
     * @throws GuardMissed if one of the partitions is not as it was left
     */
    public void requireAsLeft(Collection<PartitionState> states) {
        var found = Mono.from(documents.countDocuments(
                        Filters.or(states.stream().map(Partitions::asLeft).toList())))
                .block();
        if (found == null || found != states.size()) {
            throw new GuardMissed("one of the partitions has another owner, or was restored");
        }
    }

    private static Bson asLeft(PartitionState left) {
        return Filters.and(
                Filters.eq("_id", left.partition()),
                Filters.eq("owner", left.owner()),
                Filters.eq("epoch", left.epoch()),
                Filters.eq("offset", left.offset()));
    }

    static PartitionState read(Document document) {
        return new PartitionState(
                document.getInteger("_id"),
                document.getString("topic"),
                document.getInteger("partitions"),
                document.getLong("epoch"),
                document.getLong("offset"),
                document.getInteger("leaderEpoch"),
                document.getLong("owner"),
                document.getLong("term"),
                document.getLong("generation"),
                document.getBoolean("reading"),
                document.getLong("resyncing"),
                new PartitionState.Truncated(document.getLong("truncateGeneration"), document.getLong("truncateLsn")));
    }

    static Document write(PartitionState state) {
        return new Document("_id", state.partition())
                .append("topic", state.topicId())
                .append("partitions", state.partitions())
                .append("epoch", state.epoch())
                .append("offset", state.offset())
                .append("leaderEpoch", state.leaderEpoch())
                .append("owner", state.owner())
                .append("term", state.term())
                .append("generation", state.generation())
                .append("reading", state.reading())
                .append("resyncing", state.resyncing())
                .append("truncateGeneration", state.truncated().generation())
                .append("truncateLsn", state.truncated().lsn());
    }
}

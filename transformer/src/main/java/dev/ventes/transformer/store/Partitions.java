package dev.ventes.transformer.store;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.transformer.fold.PartitionState;
import java.util.ArrayList;
import java.util.Collection;
import org.bson.Document;
import reactor.core.publisher.Mono;

/** The partitions' documents: where the view stands in each, and who may write there. The loop's thread. */
public final class Partitions {
    private final MongoCollection<Document> documents;

    public Partitions(MongoCollection<Document> documents) {
        this.documents = documents;
    }

    /**
     * Takes the partition over: whoever held it before finds that its guard misses.
     *
     * @param topicId the log's id, for a partition that nobody has held yet
     * @param partitions how many the log has
     * @throws IllegalStateException if the view was made from a log with another number of them
     */
    public PartitionState claim(int partition, String topicId, int partitions) {
        var claimed = Mono.from(documents.findOneAndUpdate(
                        Filters.eq("_id", partition),
                        Updates.inc("owner", 1L),
                        new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)))
                .block();
        return read(partition, topicId, partitions, claimed);
    }

    /**
     * Writes the states, the last of a batch's writes.
     *
     * @throws GuardMissed if one of the partitions has been claimed by another instance
     */
    public void save(Collection<PartitionState> states) {
        var writes = new ArrayList<WriteModel<Document>>();
        for (var state : states) {
            var mine = Filters.and(Filters.eq("_id", state.partition()), Filters.eq("owner", state.owner()));
            writes.add(new ReplaceOneModel<>(mine, write(state)));
        }
        var result = Mono.from(documents.bulkWrite(writes, new BulkWriteOptions().ordered(false)))
                .block();
        if (result == null || result.getMatchedCount() != writes.size()) {
            throw new GuardMissed("one of the partitions has another owner");
        }
    }

    private static PartitionState read(int partition, String topicId, int partitions, Document document) {
        if (document == null) {
            throw new IllegalStateException("an upsert returned nothing");
        }
        var owner = document.getLong("owner");
        if (!document.containsKey("topic")) {
            return PartitionState.first(partition, topicId, partitions, owner);
        }
        var before = document.getInteger("partitions");
        if (before != partitions) {
            throw new IllegalStateException("the log has " + partitions
                    + " partitions, the view was made from one with "
                    + before + ": nearly every sale would change its partition, and lose its order; make the topic anew"
                    + " with " + before + ", or begin with an empty view");
        }
        return new PartitionState(
                partition,
                document.getString("topic"),
                partitions,
                document.getLong("epoch"),
                document.getLong("offset"),
                document.getInteger("leaderEpoch"),
                owner,
                document.getLong("term"),
                document.getLong("generation"),
                document.getLong("resyncing"),
                new PartitionState.Truncated(document.getLong("truncateGeneration"), document.getLong("truncateLsn")));
    }

    private static Document write(PartitionState state) {
        return new Document("_id", state.partition())
                .append("topic", state.topicId())
                .append("partitions", state.partitions())
                .append("epoch", state.epoch())
                .append("offset", state.offset())
                .append("leaderEpoch", state.leaderEpoch())
                .append("owner", state.owner())
                .append("term", state.term())
                .append("generation", state.generation())
                .append("resyncing", state.resyncing())
                .append("truncateGeneration", state.truncated().generation())
                .append("truncateLsn", state.truncated().lsn());
    }
}

package dev.ventes.transformer.store;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.Coverage;
import dev.ventes.transformer.fold.PartitionState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The partitions as a rebuild sees them: where they stand, and how it keeps them there. One thread. */
public final class Holding {
    private final ViewCollections view;
    private final MongoCollection<Document> documents;
    private final Holds holds;
    private final String collection;
    private final Map<Integer, Long> owners = new HashMap<>();

    /** @param collection what is to become the view */
    public Holding(ViewCollections view, String collection) {
        this.view = view;
        this.documents = view.partitions();
        this.holds = new Holds(view);
        this.collection = collection;
    }

    /** Whether the transformers that worked under these holds stand still. */
    public enum Standing {
        YES,
        NOT_YET,
        /** Somebody else has taken a partition over in the middle of a batch, and must decide it again first. */
        TAKEN_OVER,
        /** A transformer found the hold expired, or another rebuild has begun. */
        BROKEN
    }

    /** Where the partitions stand, in order. */
    public List<PartitionState> states() {
        return all().stream().map(Partitions::read).toList();
    }

    /** Whether nobody knows where the view stands: no partition has a document, or a rebuild died that made them. */
    public boolean isLost() {
        return all().stream().allMatch(Holding::isMade);
    }

    /** Ends whatever earlier rebuilds have begun: a newer one takes their place. */
    public void clear() {
        Flux.from(view.database().listCollectionNames())
                .filter(ViewCollections::isRebuilt)
                .collectList()
                .blockOptional()
                .orElse(List.of())
                .forEach(holds::drop);
        Mono.from(documents.updateMany(
                        Filters.and(Filters.exists(Holds.HOLD), Filters.exists(Holds.MADE, false)),
                        Updates.unset(Holds.HOLD)))
                .block();
    }

    /** Holds all partitions; false if the table is being read in one, in which case some are held and must be released. */
    public boolean place() {
        owners.clear();
        for (var document : all()) {
            var partition = document.getInteger("_id");
            var held = Mono.from(documents.findOneAndUpdate(
                            Filters.and(
                                    Filters.eq("_id", partition),
                                    Holds.absent(),
                                    Filters.eq("reading", false),
                                    Filters.eq("resyncing", -1L)),
                            Updates.combine(
                                    Updates.inc("owner", 1L),
                                    Updates.set(Holds.COLLECTION, collection),
                                    Updates.set(Holds.SEEN, Holds.NOT_SEEN),
                                    Updates.currentDate(Holds.SINCE)),
                            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)))
                    .block();
            if (held == null) {
                return false;
            }
            owners.put(partition, held.getLong("owner") - 1);
        }
        return true;
    }

    /** What the transformers have said since {@link #place}. */
    public Standing standing() {
        var standing = Standing.YES;
        for (var document : all()) {
            var hold = document.get(Holds.HOLD, Document.class);
            if (hold == null || !collection.equals(hold.getString("collection"))) {
                return Standing.BROKEN;
            }
            var seen = hold.getLong("seen");
            if (seen == Holds.NOT_SEEN) {
                standing = standing == Standing.YES ? Standing.NOT_YET : standing;
            } else if (seen != owners.get(document.getInteger("_id")).longValue()) {
                standing = Standing.TAKEN_OVER;
            }
        }
        return standing;
    }

    /**
     * The derived views are about to be replaced: should that stop halfway, all of them are to be filled anew. What was
     * to be counted is in the new ones, as far as the new view shows it; the rest is decided again, and kept again.
     */
    public void distrust() {
        Mono.from(documents.updateMany(
                        Filters.and(Filters.eq(Holds.COLLECTION, collection), Filters.exists(CountingBson.COUNTING)),
                        Updates.combine(
                                Updates.set(CountingBson.WHOLE, List.of()), Updates.unset(CountingBson.FILLING))))
                .block();
        Mono.from(view.uncounted().deleteMany(Filters.empty())).block();
    }

    /**
     * These derived views, and no others, are whole.
     *
     * @param through of each partition, up to where they have counted everything
     */
    public void cover(Set<String> views, IntFunction<Position> through) {
        for (var document : all()) {
            var partition = document.getInteger("_id");
            var counted =
                    new CountingBson.Counted(0, Coverage.whole(views), Bucket.Counted.all(through.apply(partition)));
            Mono.from(documents.updateOne(
                            Filters.and(Filters.eq("_id", partition), Filters.eq(Holds.COLLECTION, collection)),
                            Updates.set(CountingBson.COUNTING, CountingBson.write(counted))))
                    .block();
        }
    }

    public void release() {
        Mono.from(documents.updateMany(Filters.eq(Holds.COLLECTION, collection), Updates.unset(Holds.HOLD)))
                .block();
    }

    /**
     * Makes the partitions' documents, held until {@link #release}.
     *
     * @throws GuardMissed if there are any by now
     */
    public void make(List<PartitionState> states) {
        var made = states.stream()
                .map(state -> Partitions.write(state)
                        .append(Holds.HOLD, new Document("collection", collection).append("made", true)))
                .toList();
        try {
            Mono.from(documents.insertMany(made, new InsertManyOptions().ordered(false)))
                    .block();
        } catch (MongoBulkWriteException taken) {
            unmake();
            throw new GuardMissed("a partition has been claimed meanwhile: " + taken.getMessage());
        }
    }

    /** Takes back what a rebuild has made that did not come to its end. */
    public void unmake() {
        Mono.from(documents.deleteMany(Filters.exists(Holds.MADE))).block();
    }

    private List<Document> all() {
        return Flux.from(documents.find().sort(Sorts.ascending("_id")))
                .collectList()
                .blockOptional()
                .orElse(List.of());
    }

    private static boolean isMade(Document document) {
        var hold = document.get(Holds.HOLD, Document.class);
        return hold != null && hold.getBoolean("made", false);
    }
}

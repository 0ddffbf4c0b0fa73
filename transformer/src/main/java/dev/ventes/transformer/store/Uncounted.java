package dev.ventes.transformer.store;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.fold.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Changes that the derived views have yet to count, in MongoDB. Written before the sales, since who comes after a crash
 * finds the sales applied and does not know what they were. A batch that is decided again is here twice, the same: who
 * counts passes over what is counted. Any thread.
 */
public final class Uncounted {
    private static final int CHANGES_PER_DOCUMENT = 500;
    /** With a change more, which is two sales, it is still what MongoDB takes. */
    private static final int BYTES_PER_DOCUMENT = 8 * 1024 * 1024;

    /** As many full ones as are counted together: what is read beyond that is thrown away. */
    private static final int DOCUMENTS_PER_READ = 10;

    private static final HexFormat HEX = HexFormat.of();
    private static final AppliedCodec CHANGES = new AppliedCodec();

    private final MongoCollection<Document> documents;

    /** Some changes of a partition, in the order of the log. */
    record Batch(String name, List<Outcome.Applied> changes) {}

    public Uncounted(ViewCollections view) {
        documents = view.uncounted();
    }

    /** Keeps changes, those of a partition in the order of the log, until they are counted. */
    public void keep(Collection<Outcome.Applied> changes) {
        var parts = new TreeMap<Integer, List<Outcome.Applied>>();
        for (var change : changes) {
            parts.computeIfAbsent(change.after().sync().partition(), any -> new ArrayList<>())
                    .add(change);
        }
        var made = new ArrayList<Document>();
        parts.values().forEach(part -> made.addAll(cut(part)));
        if (made.size() == 1) {
            Mono.from(documents.insertOne(made.getFirst())).block();
        } else if (!made.isEmpty()) {
            // The driver cuts it where it is too large for one message.
            Mono.from(documents.insertMany(made)).block();
        }
    }

    private static List<Document> cut(List<Outcome.Applied> changes) {
        var cut = new ArrayList<Document>();
        var written = new ArrayList<RawBsonDocument>();
        var first = changes.getFirst();
        var bytes = 0;
        for (var change : changes) {
            if (written.size() == CHANGES_PER_DOCUMENT || bytes > BYTES_PER_DOCUMENT) {
                cut.add(document(first, written));
                written = new ArrayList<>();
                bytes = 0;
                first = change;
            }
            var one = new RawBsonDocument(change, CHANGES);
            bytes += one.getByteBuffer().remaining();
            written.add(one);
        }
        cut.add(document(first, written));
        return cut;
    }

    private static Document document(Outcome.Applied first, List<RawBsonDocument> changes) {
        var sync = first.after().sync();
        return new Document("_id", name(first))
                .append("partition", sync.partition())
                // The oldest change that is not in the indicators yet: so old are they.
                .append("logged", Date.from(sync.loggedAt()))
                .append("changes", changes);
    }

    /** The names of a partition's are in the order of the log; nobody has another's. */
    private static String name(Outcome.Applied first) {
        var sync = first.after().sync();
        return prefix(sync.partition())
                + HEX.toHexDigits((int) sync.position().epoch()) + "/"
                + HEX.toHexDigits(sync.position().offset()) + "/"
                + HEX.toHexDigits(first.after().id() ^ Long.MIN_VALUE) + "/" + UUID.randomUUID();
    }

    private static String prefix(int partition) {
        return partition + "/";
    }

    /**
     * The first of a partition's, in their order.
     *
     * @param enough with so many changes, or a document more
     */
    List<Batch> first(int partition, int enough) {
        var changes = new AtomicInteger();
        return Flux.from(documents
                        .withDocumentClass(RawBsonDocument.class)
                        .find(of(partition))
                        .sort(Sorts.ascending("_id"))
                        .batchSize(DOCUMENTS_PER_READ))
                .map(Uncounted::read)
                .takeUntil(batch -> changes.addAndGet(batch.changes().size()) >= enough)
                .collectList()
                .blockOptional()
                .orElse(List.of());
    }

    /** Whether nothing of the partition is left to count. */
    boolean isEmpty(int partition) {
        return Mono.from(documents
                        .find(of(partition))
                        .projection(Projections.include("_id"))
                        .limit(1))
                .blockOptional()
                .isEmpty();
    }

    private static Bson of(int partition) {
        // '0' follows '/'.
        return Filters.and(Filters.gte("_id", prefix(partition)), Filters.lt("_id", partition + "0"));
    }

    private static Batch read(RawBsonDocument document) {
        var changes = document.getArray("changes").stream()
                .map(change -> ((RawBsonDocument) change).decode(CHANGES))
                .toList();
        return new Batch(document.getString("_id").getValue(), changes);
    }

    void remove(List<Batch> counted) {
        Mono.from(documents.deleteMany(
                        Filters.in("_id", counted.stream().map(Batch::name).toList())))
                .block();
    }
}

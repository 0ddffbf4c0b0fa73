package dev.ventes.transformer.store;

import dev.ventes.core.log.Position;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.Coverage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;

/** What is counted of a partition, as its document has it. The API reads there which views are whole. */
final class CountingBson {
    /** The field. */
    static final String COUNTING = "counting";

    static final String VERSION = COUNTING + ".version";
    static final String WHOLE = COUNTING + ".whole";
    static final String FILLING = COUNTING + ".filling";

    private CountingBson() {}

    /**
     * What is counted.
     *
     * @param version counts the writes, so that one who finds another one knows that a backup was put back
     * @param through the last change that all buckets have counted
     */
    record Counted(long version, Coverage coverage, Bucket.Counted through) {
        static Counted first(Set<String> views) {
            return new Counted(0, Coverage.whole(views), Bucket.Counted.NOTHING);
        }

        Counted next(Coverage coverage, Bucket.Counted through) {
            return new Counted(version + 1, coverage, through);
        }
    }

    static Document write(Counted counted) {
        var document = new Document("version", counted.version())
                .append("whole", List.copyOf(new TreeSet<>(counted.coverage().whole())))
                .append("through", write(counted.through()));
        var filling = counted.coverage().filling();
        if (filling != null) {
            document.append(
                    "filling",
                    new Document("views", List.copyOf(new TreeSet<>(filling.views())))
                            .append("from", filling.from())
                            .append("to", filling.to()));
        }
        return document;
    }

    /** Of a partition's document. */
    static Counted read(Document partition) {
        var document = partition.get(COUNTING, Document.class);
        if (document == null) {
            return new Counted(0, Coverage.NONE, Bucket.Counted.NOTHING);
        }
        var filling = document.get("filling", Document.class);
        var coverage = new Coverage(
                Set.copyOf(document.getList("whole", String.class)),
                filling == null
                        ? null
                        : new Coverage.Filling(
                                Set.copyOf(filling.getList("views", String.class)),
                                filling.getLong("from"),
                                filling.getLong("to")));
        return new Counted(document.getLong("version"), coverage, readThrough(document.get("through", Document.class)));
    }

    static Document write(Bucket.Counted through) {
        return new Document("epoch", through.position().epoch())
                .append("offset", through.position().offset())
                .append("id", through.sale());
    }

    static Bucket.Counted readThrough(Document through) {
        return new Bucket.Counted(
                new Position(through.getLong("epoch"), through.getLong("offset")), through.getLong("id"));
    }
}

package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What drivers send as {@code countDocuments}: a pipeline that matches and counts. The library runs pipelines over all
 * documents; its own command {@code count} asks the planner.
 */
final class CountCommand {
    private CountCommand() {}

    /** The answer to the pipeline, by way of {@code count}; empty if the pipeline does anything else. */
    static Optional<Document> answer(String namespace, Document aggregate, UnaryOperator<Document> count) {
        if (!(aggregate.get("pipeline") instanceof Collection<?> pipeline)) {
            return Optional.empty();
        }
        var command = new Document("count", aggregate.get("aggregate"));
        for (var stage : pipeline) {
            switch (stage instanceof Document document && document.size() == 1 ? document : new Document()) {
                case Document match
                when match.get("$match") instanceof Document query && !command.containsKey("query") ->
                    command.append("query", query);
                case Document limit
                when limit.get("$limit") instanceof Number most && !command.containsKey("limit") ->
                    command.append("limit", most);
                case Document group when isCount(group.get("$group")) -> command.append("end", true);
                case Document other -> {
                    return Optional.empty();
                }
            }
        }
        if (!command.containsKey("query") || !(command.remove("end") instanceof Boolean)) {
            return Optional.empty();
        }
        var n = ((Number) count.apply(command).get("n")).intValue();
        // Of nothing no group is made.
        var groups = n == 0 ? List.<Document>of() : List.of(new Document("_id", 1).append("n", n));
        var cursor = new Document("id", 0L).append("ns", namespace).append("firstBatch", groups);
        return Optional.of(new Document("cursor", cursor).append("ok", 1.0));
    }

    private static boolean isCount(Object group) {
        return group instanceof Document document
                && document.keySet().equals(Set.of("_id", "n"))
                && document.get("_id") instanceof Number
                && document.get("n") instanceof Document sum
                && sum.get("$sum") instanceof Number one
                && one.intValue() == 1;
    }
}

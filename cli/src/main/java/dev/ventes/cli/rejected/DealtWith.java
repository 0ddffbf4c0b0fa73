package dev.ventes.cli.rejected;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.rejected.Reject;
import dev.ventes.core.view.ViewCollections;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The collection {@code rejected_done}: what somebody has replayed or dropped, by the original's own name. */
final class DealtWith {
    private static final int BATCH = 10_000;

    private final MongoCollection<Document> done;

    DealtWith(ViewCollections view) {
        this.done = view.rejectedDone();
    }

    Set<String> ids() {
        return Flux.from(done.find().projection(Projections.include("_id")).batchSize(BATCH))
                .map(document -> document.getString("_id"))
                .collect(HashSet<String>::new, Set::add)
                .block();
    }

    void replayed(Reject reject, String to) {
        note(reject, new Document("did", "replayed").append("to", to));
    }

    void dropped(Reject reject, String why) {
        note(reject, new Document("did", "dropped").append("note", why));
    }

    private void note(Reject reject, Document what) {
        var document = what.append("_id", reject.id())
                .append("reason", reject.reason())
                .append("at", Date.from(Instant.now()));
        Mono.from(done.replaceOne(Filters.eq("_id", reject.id()), document, new ReplaceOptions().upsert(true)))
                .block();
    }
}

package dev.ventes.api.history;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.api.read.Reply;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleVersion;
import dev.ventes.core.view.ViewCollections;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.conversions.Bson;

/**
 * The versions of sales that changes have replaced, as the transformer keeps them. A version is here before the sale's
 * document shows the next one: whoever reads the document first, and then what is here below it, misses none. What is
 * here above it is not readable yet. Results on the caller's event loop.
 */
public final class Versions {
    /** More creations than a sale has. */
    private static final int CREATIONS = 10;

    private final MongoCollection<SaleVersion> versions;

    public Versions(ViewCollections collections) {
        this.versions = collections.historique();
    }

    /** The versions below the position, newest first. */
    Future<List<SaleVersion>> below(long id, Position position, int limit) {
        return Reply.all(
                versions.find(range(id, position)).sort(descending("_id")).limit(limit));
    }

    /** The last version below the position that had reached the log by then, or the deletion. */
    Future<Optional<SaleVersion>> lastBefore(long id, Position position, Instant time) {
        var logged = lte("logged", Date.from(time));
        return Reply.first(versions.find(and(range(id, position), logged))
                .sort(descending("_id"))
                .limit(1));
    }

    Future<Optional<SaleVersion>> oldest(long id) {
        return Reply.first(versions.find(all(id)).sort(ascending("_id")).limit(1));
    }

    Future<Optional<SaleVersion>> lastDeletion(long id) {
        var deletion = and(all(id), eq("op", Op.DELETE.code()));
        return Reply.first(versions.find(deletion).sort(descending("_id")).limit(1));
    }

    /** The versions with which the sale began to be, oldest first: there are several where it was there before. */
    public Future<List<SaleVersion>> creations(long id) {
        var creation = and(all(id), eq("op", Op.CREATE.code()));
        return Reply.all(versions.find(creation).sort(ascending("_id")).limit(CREATIONS));
    }

    private static Bson range(long id, Position below) {
        return and(gte("_id", id + "/"), lt("_id", SaleVersion.key(id, below)));
    }

    /** {@code 0} is the character after the slash. */
    private static Bson all(long id) {
        return and(gte("_id", id + "/"), lt("_id", id + "0"));
    }
}

package dev.ventes.transformer.rebuild;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.TransformerConfig;
import dev.ventes.transformer.derive.DerivedView;
import dev.ventes.transformer.history.History;
import dev.ventes.transformer.store.Holding;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Makes the view anew from {@code ventes.enriched}, beside the one that is there, and swaps the two. How it is exact
 * whatever crashes or freezes meanwhile is in {@code docs/rebuild.md}. One thread.
 */
public final class Rebuilding implements AutoCloseable {
    private final MongoClient mongo;
    private final Admin admin;
    private final EnrichedLog log;
    private final Holding holding;
    private final NewView newView;
    private final Swap swap;
    private final FromNothing fromNothing;

    /** @param patience how long the view may stand still while it is behind the log */
    public Rebuilding(TransformerConfig config, Duration patience, Watcher watcher) {
        var topics = Topics.of(config.topics());
        var name = ViewCollections.rebuiltName();
        this.mongo = MongoClients.create(config.mongo().settings("ventes-rebuild"));
        this.admin = Admin.create(config.kafka().properties(Map.of("client.id", "ventes-rebuild")));
        var view = ViewCollections.of(mongo, config.mongo().database());
        var members = new Members(admin, config.group());
        this.log = new EnrichedLog(config.kafka(), topics);
        this.holding = new Holding(view, name);
        var history = new History(view.historique(), config.history());
        history.open();
        var recount = new Recount(view, name, DerivedView.all(config.zone()));
        this.newView = new NewView(view, name, recount, history);
        var filling = new Filling(log, newView, new OldView(view), watcher);
        this.swap = new Swap(log, filling, holding, newView, new OldView(view), members, topics, patience, watcher);
        this.fromNothing = new FromNothing(config.kafka(), log, filling, holding, newView, members, topics);
    }

    /**
     * Does it all.
     *
     * @throws RebuildFailed if it cannot be done; the view is as it was
     */
    public Rebuilt run() throws InterruptedException, ExecutionException {
        holding.clear();
        newView.create();
        try {
            return holding.isLost() ? fromNothing.run() : swap.run();
        } catch (RuntimeException | ExecutionException | InterruptedException e) {
            try {
                newView.drop();
            } catch (RuntimeException away) {
                // The next rebuild drops it.
                e.addSuppressed(away);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        log.close();
        admin.close(Duration.ofSeconds(5));
        mongo.close();
    }
}

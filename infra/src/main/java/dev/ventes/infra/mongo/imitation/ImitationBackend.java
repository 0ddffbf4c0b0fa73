package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import io.netty.channel.Channel;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.h2.mvstore.MVStore;

/** All databases in one store, which is committed before a command that writes is answered. */
final class ImitationBackend extends AbstractMongoBackend {
    private static final Set<String> WRITES = Set.of(
            "insert",
            "update",
            "delete",
            "findandmodify",
            "aggregate",
            "create",
            "createindexes",
            "drop",
            "dropindexes",
            "dropdatabase",
            "renamecollection");

    private static final int NAMESPACE_NOT_FOUND = 26;

    private final MVStore store;
    private final LongAdder looked;

    ImitationBackend(MVStore store, LongAdder looked) {
        super(Clock.systemUTC());
        this.store = store;
        this.looked = looked;
        version(new FiveDotZero());
        ImitationDatabase.namesIn(store).forEach(this::resolveDatabase);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new ImitationDatabase(name, store, looked, getCursorRegistry());
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        Document answer = command.equalsIgnoreCase("renameCollection")
                ? rename(channel, database, command, query)
                : super.handleCommand(channel, database, command, query);
        if (WRITES.contains(command.toLowerCase(Locale.ROOT)) && store.hasUnsavedChanges()) {
            store.commit();
        }
        return answer;
    }

    /** The library drops the target before it moves the collection: whoever asks in between must not find nothing. */
    private Document rename(Channel channel, String database, String command, Document query) {
        String target = query.get("to").toString();
        try {
            synchronized (resolveDatabase(target.substring(0, target.indexOf('.')))) {
                return super.handleCommand(channel, database, command, query);
            }
        } catch (MongoServerError known) {
            throw known;
        } catch (MongoServerException sourceIsMissing) {
            throw new MongoServerError(NAMESPACE_NOT_FOUND, "NamespaceNotFound", sourceIsMissing.getMessage());
        }
    }

    @Override
    public void close() {
        super.close();
        store.close();
    }

    /** What today's drivers ask for at least. The library's own newest is too old for them. */
    private static final class FiveDotZero implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 13;
        }
    }
}

package dev.ventes.transformer.rebuild;

import com.mongodb.MongoCommandException;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** PostgreSQL and the API's clients, who go on writing, and a reader to whom no sale may go backwards or vanish. */
final class Traffic {
    private static final int QUERY_PLAN_KILLED = 175;
    private static final int SALES = 150;
    private static final long API = 1_000_000_000;

    private final RebuildFixture it;
    private final Random random = new Random(4711);
    private final List<CompletableFuture<Void>> running = new ArrayList<>();
    private volatile boolean stopping;

    private interface Work {
        void run() throws Exception;
    }

    Traffic(RebuildFixture it) {
        this.it = it;
        run(this::write);
        var seen = new HashMap<Long, Position>();
        run(() -> read(seen));
    }

    private void run(Work work) {
        running.add(CompletableFuture.runAsync(() -> {
            try {
                while (!stopping) {
                    work.run();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    private void write() throws Exception {
        var id = 1 + random.nextInt(SALES);
        var present = new Expectation.Present();
        switch (random.nextInt(10)) {
            case 0, 1 -> it.postgres("c", id, random.nextInt(9), "1.50");
            case 2, 3 -> it.postgres("u", id, random.nextInt(9), random.nextInt(9) + ".00");
            case 4 -> it.postgres("d", id, 0, "");
            case 5 -> it.api(Op.CREATE, API + id, 1, new Expectation.Absent());
            case 6, 7 -> it.api(Op.UPDATE, random.nextBoolean() ? id : API + id, random.nextInt(100), present);
            case 8 -> it.api(Op.DELETE, random.nextBoolean() ? id : API + id, 0, present);
            default -> it.api(Op.UPDATE, API + id, 7, new Expectation.At(new Position(1, random.nextInt(2000))));
        }
    }

    private void read(Map<Long, Position> seen) {
        Map<Long, SaleDocument> now;
        try {
            now = it.documents();
        } catch (MongoCommandException replaced) {
            if (replaced.getErrorCode() != QUERY_PLAN_KILLED) {
                throw replaced;
            }
            return;
        }
        seen.forEach((id, position) -> {
            if (!now.containsKey(id)) {
                throw new AssertionError("sale " + id + " has vanished");
            }
            if (!now.get(id).sync().position().isAtOrAbove(position)) {
                throw new AssertionError("sale " + id + " went back from " + position + " to " + now.get(id));
            }
        });
        now.forEach((id, sale) -> seen.put(id, sale.sync().position()));
    }

    /** Throws what went wrong. */
    void close() {
        stopping = true;
        running.forEach(CompletableFuture::join);
    }
}

package dev.ventes.app.kill;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Everybody who writes and reads while things break. */
final class Workload implements AutoCloseable {
    private static final int POSTGRES_WRITERS = 3;
    private static final int API_WRITERS = 6;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<Void>> running = new ArrayList<>();
    private volatile boolean stopping;

    Workload(Installation installation, Ledger ledger, Seen seen, Tally tally, long seed) {
        var share = Ids.SHARED / API_WRITERS;
        for (var i = 0; i < API_WRITERS; i++) {
            var first = Ids.SHARED_FIRST + (long) i * share;
            run(new ApiWriter(
                    installation.apis(), ledger, seen, seed + 100 + i, this::isStopping, first, first + share));
        }
        for (var i = 0; i < POSTGRES_WRITERS; i++) {
            run(new PostgresWriter(installation::postgres, tally, seed + 200 + i, this::isStopping));
        }
        run(new ViewReader(installation.view(), seen, seed + 300, this::isStopping));
    }

    private void run(Callable<Void> worker) {
        running.add(threads.submit(worker));
    }

    private boolean isStopping() {
        return stopping;
    }

    /** Stops and waits; whatever went wrong in it is thrown. */
    @Override
    public void close() {
        stopping = true;
        threads.shutdown();
        for (var task : running) {
            try {
                task.get(2, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("the workload did not end well", e);
            }
        }
    }
}

package dev.ventes.connector.postgres;

import dev.ventes.core.service.Check;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Whether PostgreSQL lets us in and answers. */
public record PostgresCheck(Postgres postgres) implements Check {
    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public CompletableFuture<String> check() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (var session = postgres.open("check");
                            var sql = session.createStatement()) {
                        sql.execute("select 1");
                        return null;
                    } catch (SQLException e) {
                        return e.getMessage();
                    }
                },
                THREADS);
    }
}

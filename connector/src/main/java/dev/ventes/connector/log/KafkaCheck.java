package dev.ventes.connector.log;

import dev.ventes.core.service.Check;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Whether a broker answers. */
public record KafkaCheck(Admin admin) implements Check {
    private static final int PATIENCE_MILLIS = 900;

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public CompletableFuture<String> check() {
        return admin.describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS))
                .nodes()
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(nodes -> nodes.isEmpty() ? "no broker" : null);
    }
}

package dev.ventes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.api.read.Reply;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole lists, as CSV and as lines of JSON. */
class ExportsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static ApiFixture it;

    @BeforeAll
    static void start() throws Exception {
        it = new ApiFixture(folder);
    }

    @AfterAll
    static void stop() {
        it.close();
    }

    @BeforeEach
    void forget() {
        it.forgetSales();
    }

    @Test
    void csvQuotesWhatNeedsIt() throws Exception {
        it.transformer.store(sale(3_000_000, "a \"b\",\nc"));
        var csv = it.send(it.request("/ventes?sort=-id&limit=1").header("Accept", "text/csv"));

        assertThat(csv.body().lines())
                .containsExactly(
                        "id,produit,quantite,prix_unitaire,date_vente,client,pays,montant_total",
                        "3000000,\"a \"\"b\"\",",
                        "c\",2,500.00,2024-01-10T10:00:00Z,,France,1000.00");
        assertThat(csv.body()).endsWith("1000.00\r\n");
    }

    @Test
    void exportsAreBoundedAndASlowOrVanishedCallerHoldsUpNobodyElse() throws Exception {
        var wide = new ArrayList<SaleDocument>();
        for (var id = 4_000_000; id < 4_008_000; id++) {
            wide.add(sale(id, "x".repeat(2_000)));
        }
        Reply.all(it.view.ventes().insertMany(wide)).await();
        var slow = export();
        var slower = export();
        try {
            await().atMost(PATIENCE).untilAsserted(() -> {
                var refused = it.send(it.request("/ventes").header("Accept", "text/csv"));
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
            });
            assertThat(it.get("/ventes").statusCode()).isEqualTo(200);
            slow.close();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    it.send(it.request("/ventes?limit=1").header("Accept", "text/csv"))
                                            .statusCode())
                            .isEqualTo(200));
        } finally {
            slower.close();
        }
    }

    private static Socket export() throws Exception {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), it.port()));
        socket.getOutputStream()
                .write("GET /ventes?sort=-id HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    private static SaleDocument sale(long id, String product) {
        var sale = Sales.document(id);
        return new SaleDocument(
                id, sale.columns().with(Map.of(Columns.PRODUIT, product)), sale.montantTotal(), sale.sync());
    }
}

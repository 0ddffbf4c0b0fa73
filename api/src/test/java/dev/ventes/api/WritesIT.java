package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritesIT {
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

    private static long created(String location) {
        return Long.parseLong(location.substring("/ventes/".length()));
    }

    private static long create() throws Exception {
        return created(it.post(LAPTOP).headers().firstValue("Location").orElseThrow());
    }

    @Test
    void aCreatedSaleIsWhatTheNextReadShows() throws Exception {
        var created = it.post(LAPTOP);

        var id = created(created.headers().firstValue("Location").orElseThrow());
        var read = it.get("/ventes/" + id);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(id).isGreaterThanOrEqualTo(1_000_000_000L);
        assertThat(created.body())
                .isEqualTo("{\"id\":" + id + ",\"produit\":\"Laptop\",\"quantite\":2,\"prix_unitaire\":500.00,"
                        + "\"date_vente\":\"2024-01-10T10:00:00Z\",\"client\":\"Dupont\",\"pays\":\"France\","
                        + "\"montant_total\":1000.00}");
        assertThat(read.body()).isEqualTo(created.body());
        assertThat(read.headers().firstValue("ETag"))
                .isEqualTo(created.headers().firstValue("ETag"))
                .get()
                .asString()
                .matches("\"\\d+-1-\\d+\"");
    }

    @Test
    void furtherColumnsPassThroughExactly() throws Exception {
        var created = it.post("""
                {"produit": "é", "quantite": -1, "prix_unitaire": 0, "remise": 0.10, "tags": ["a", {"b": 1e2}], "n": 12345678901}""");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body())
                .contains("\"prix_unitaire\":0.00")
                .contains("\"client\":null,\"pays\":null")
                .contains("\"remise\":0.10,\"tags\":[\"a\",{\"b\":100}],\"n\":12345678901,\"montant_total\":0.00");
    }

    @Test
    void aReplacementIsDecidedByTheVersionItNames() throws Exception {
        var id = create();
        var tag = it.get("/ventes/" + id).headers().firstValue("ETag").orElseThrow();
        var three = LAPTOP.replace(": 2,", ": 3,");

        var replaced = it.put(id, three, "If-Match", tag);
        var late = it.put(id, LAPTOP, "If-Match", tag);

        assertThat(replaced.statusCode()).isEqualTo(200);
        assertThat(replaced.body()).contains("\"quantite\":3", "\"montant_total\":1500.00");
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(late.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(it.get("/ventes/" + id).body()).isEqualTo(replaced.body());
    }

    @Test
    void aTagOfAnotherPartitionNeverMatches() throws Exception {
        var id = create();
        var tag = it.get("/ventes/" + id).headers().firstValue("ETag").orElseThrow();
        var elsewhere = "\"" + (Character.digit(tag.charAt(1), 10) + 1) + tag.substring(2);

        assertThat(it.put(id, LAPTOP, "If-Match", elsewhere).statusCode()).isEqualTo(412);
        assertThat(it.put(id, LAPTOP, "If-Match", "\"somebody's\"").statusCode())
                .isEqualTo(412);
        assertThat(it.put(id, LAPTOP, "If-Match", "W/" + tag).statusCode()).isEqualTo(412);
        assertThat(it.put(id, LAPTOP, "If-Match", "*").statusCode()).isEqualTo(200);
    }

    @Test
    void aDeletedSaleIsGoneForEveryOperation() throws Exception {
        var id = create();
        var tag = it.get("/ventes/" + id).headers().firstValue("ETag").orElseThrow();

        assertThat(it.delete(id).statusCode()).isEqualTo(204);

        assertThat(it.delete(id, "If-Match", tag).statusCode()).isEqualTo(412);
        assertThat(it.delete(id, "If-Match", "*").statusCode()).isEqualTo(404);
        assertThat(it.get("/ventes/" + id).statusCode()).isEqualTo(404);
        assertThat(it.delete(id).statusCode()).isEqualTo(404);
        assertThat(it.put(id, LAPTOP).statusCode()).isEqualTo(404);
        assertThat(it.get("/ventes?limit=1000").body()).doesNotContain("\"id\":" + id);
    }

    @Test
    void aRejectedChangeIsToldWithItsReason() throws Exception {
        it.transformer.reject(change -> Optional.of("too odd"));
        try {
            var answer = it.post(LAPTOP);

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).contains("\"detail\":\"too odd\"");
        } finally {
            it.transformer.reject(change -> Optional.empty());
        }
    }

    @Test
    void aViewThatIsSlowMakesItAccepted() throws Exception {
        create();
        it.transformer.hold();
        try {
            var answer = it.post(LAPTOP);

            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.headers().firstValue("Location")).isPresent();
            assertThat(answer.body()).contains("\"id\":");
        } finally {
            it.transformer.goOn();
        }
    }

    @Test
    void whoPrefersNotToWaitGetsThePosition() throws Exception {
        var id = create();

        var answer = it.put(id, LAPTOP, "Prefer", "respond-async");

        var position = answer.headers().firstValue("X-Position").orElseThrow();
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Preference-Applied")).hasValue("respond-async");
        assertThat(answer.body()).isEqualTo("{\"id\":" + id + ",\"position\":\"" + position + "\"}");
    }

    @Test
    void aNumberThatIsTakenIsSteppedOver() throws Exception {
        var id = create();
        for (var above = id + 1; above <= id + 120; above++) {
            it.transformer.store(Sales.document(above));
        }

        var answer = it.post(LAPTOP);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(created(answer.headers().firstValue("Location").orElseThrow()))
                .isGreaterThan(id + 120);
    }
}

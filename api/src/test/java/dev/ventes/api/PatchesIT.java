package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ventes.core.log.Change;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of some columns, what callers prefer to be answered, and what a sale was before. */
class PatchesIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();

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

    private static long create() throws Exception {
        return id(it.post(LAPTOP));
    }

    private static long id(HttpResponse<String> created) {
        var location = created.headers().firstValue("Location").orElseThrow();
        return Long.parseLong(location.substring("/ventes/".length()));
    }

    private static String etag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Nested
    class Patch {
        @Test
        void changesWhatItNames() throws Exception {
            var id = create();

            var patched = it.send(it.request("/ventes/" + id)
                    .method("PATCH", ApiFixture.body("""
                            {"id": %d, "quantite": 3.0, "client": null, "details": {"a": 1, "b": null}}""".formatted(id)))
                    .header("Content-Type", "application/merge-patch+json"));
            var again = it.patch(id, "{\"details\": {\"c\": [null], \"a\": null}, \"prix_unitaire\": 0.5}");

            assertThat(patched.body())
                    .isEqualTo("{\"id\":" + id + ",\"produit\":\"Laptop\",\"quantite\":3,\"prix_unitaire\":500.00,"
                            + "\"date_vente\":\"2024-01-10T10:00:00Z\",\"client\":null,\"pays\":\"France\","
                            + "\"details\":{\"a\":1},\"montant_total\":1500.00}");
            assertThat(again.body()).contains("\"details\":{\"c\":[null]},\"montant_total\":1.50");
            assertThat(it.get("/ventes/" + id).body()).isEqualTo(again.body());
            assertThat(etag(it.get("/ventes/" + id))).isEqualTo(etag(again));
        }

        @Test
        void carriesOnlyThePatchToTheLog() throws Exception {
            var id = create();
            var seen = new AtomicReference<Change>();
            it.transformer.reject(change -> {
                seen.set(change);
                return Optional.of("looked at");
            });
            try {
                assertThat(it.patch(id, "{\"quantite\": 3}").statusCode()).isEqualTo(422);
            } finally {
                it.transformer.reject(change -> Optional.empty());
            }

            assertThat(seen.get()).isInstanceOfSatisfying(Change.FromApi.class, change -> {
                assertThat(change.partial()).isTrue();
                assertThat(change.after().asMap()).containsOnlyKeys("quantite").containsEntry("quantite", 3L);
            });
        }

        @Test
        void isDecidedByTheVersionItNames() throws Exception {
            var id = create();
            var tag = etag(it.get("/ventes/" + id));

            assertThat(it.patch(id, "{\"quantite\": 3}", "If-Match", tag).statusCode())
                    .isEqualTo(200);
            assertThat(it.patch(id, "{\"quantite\": 4}", "If-Match", tag).statusCode())
                    .isEqualTo(412);
            assertThat(it.patch(id, "{\"quantite\": 5}", "If-Match", "*").statusCode())
                    .isEqualTo(200);
            assertThat(it.patch(1, "{\"quantite\": 5}", "If-Match", "*").statusCode())
                    .isEqualTo(404);
        }

        @Test
        void thatBreaksARuleNamesIt() throws Exception {
            var id = create();

            for (var broken : new String[] {
                "{\"quantite\": null}",
                "{\"produit\": \"\"}",
                "{\"prix_unitaire\": 1.234}",
                "{\"date_vente\": null}",
                "{\"date_vente\": \"yesterday\"}",
                "{\"montant_total\": 5}",
                "{\"id\": 4}",
                "{\"details\": {\"$where\": 1}}",
                "{\"details\": {\"a.b\": null}}",
                "[]",
                "null"
            }) {
                var answer = it.patch(id, broken);
                assertThat(answer.statusCode()).as(broken).isEqualTo(400);
                assertThat(answer.body()).as(broken).contains("\"errors\":[{\"field\":");
            }
            var text = it.request("/ventes/" + id)
                    .method("PATCH", ApiFixture.body("{}"))
                    .header("Content-Type", "application/json-patch+json");
            assertThat(it.send(text).statusCode()).isEqualTo(415);
        }
    }

    @Nested
    class Preferred {
        @Test
        void minimalLeavesTheBodyOutAndSaysSo() throws Exception {
            var created = it.post(LAPTOP, "Prefer", "return=minimal");
            var id = id(created);
            var replaced = it.put(id, LAPTOP, "Prefer", "foo, return=\"minimal\"");
            var patched = it.patch(id, "{\"quantite\": 3}", "Prefer", "foo", "Prefer", "return=minimal");

            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(replaced.statusCode()).isEqualTo(204);
            assertThat(patched.statusCode()).isEqualTo(204);
            for (var answer : new HttpResponse<?>[] {created, replaced, patched}) {
                assertThat(answer.body()).isEqualTo("");
                assertThat(answer.headers().firstValue("Preference-Applied")).hasValue("return=minimal");
            }
            assertThat(etag(it.get("/ventes/" + id))).isEqualTo(etag(patched));
            assertThat(it.patch(id, "{}", "Prefer", "return=representation")
                            .headers()
                            .firstValue("Preference-Applied"))
                    .hasValue("return=representation");
        }

        @Test
        void versionMustBeNamedWhereThatIsThePolicy() throws Exception {
            var id = create();
            var tag = etag(it.get("/ventes/" + id));
            var api = it.another(Map.of("VENTES_API_REQUIRE_IF_MATCH", "true"));
            try {
                for (var method : new String[] {"PUT", "PATCH", "DELETE"}) {
                    var body = method.equals("DELETE") ? "" : LAPTOP;
                    var refused = it.send(it.request(api.port(), "/ventes/" + id)
                            .method(method, ApiFixture.body(body))
                            .header("Content-Type", "application/json"));
                    assertThat(refused.statusCode()).isEqualTo(428);
                    assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                }
                assertThat(etag(it.get("/ventes/" + id))).isEqualTo(tag);
                var named =
                        it.send(it.request(api.port(), "/ventes/" + id).DELETE().header("If-Match", tag));
                assertThat(named.statusCode()).isEqualTo(204);
            } finally {
                api.service().close();
            }
        }
    }

    @Nested
    class History {
        @Test
        void isEveryVersionNewestFirst() throws Exception {
            var created = it.post(LAPTOP);
            var id = id(created);
            var replaced = it.put(id, LAPTOP.replace(": 2,", ": 3,"));
            var patched = it.patch(id, "{\"pays\": null, \"canal\": \"web\"}");

            var history = json(it.get("/ventes/" + id + "/history"));

            assertThat(history.findValuesAsText("op")).containsExactly("update", "update", "create");
            assertThat(history.findValuesAsText("version").stream().map(version -> '"' + version + '"'))
                    .containsExactly(etag(patched), etag(replaced), etag(created));
            assertThat(history.findValues("vente"))
                    .containsExactly(
                            JSON.readTree(patched.body()),
                            JSON.readTree(replaced.body()),
                            JSON.readTree(created.body()));
            for (var version : history) {
                assertThat(version.get("source").asText()).isEqualTo("api");
                assertThat(version.get("by").isNull()).isTrue();
                assertThat(Instant.parse(version.get("at").asText()))
                        .isBeforeOrEqualTo(
                                Instant.parse(version.get("logged_at").asText()));
            }
        }

        @Test
        void comesInPages() throws Exception {
            var id = create();
            for (var i = 0; i < 6; i++) {
                it.patch(id, "{\"quantite\": " + i + "}");
            }
            var whole = json(it.get("/ventes/" + id + "/history")).findValuesAsText("version");

            var paged = new ArrayList<String>();
            Optional<String> next = Optional.of("/ventes/" + id + "/history?limit=3");
            while (next.isPresent()) {
                var answer = it.get(next.get());
                paged.addAll(json(answer).findValuesAsText("version"));
                next = answer.headers()
                        .firstValue("Link")
                        .filter(link -> link.contains("rel=\"next\""))
                        .map(link -> link.replaceAll(".*<([^>]*)>; rel=\"next\".*", "$1"));
            }

            assertThat(whole).hasSize(7);
            assertThat(paged).isEqualTo(whole);
            assertThat(it.get("/ventes/" + id + "/history?cursor=x").statusCode())
                    .isEqualTo(400);
            assertThat(it.get("/ventes/" + id + "/history?limit=201").statusCode())
                    .isEqualTo(400);
        }

        @Test
        void ofADeletedSaleShowsItsDeletionAlsoWhenItsMarkerIsGone() throws Exception {
            var id = create();
            it.delete(id);

            var marked = json(it.get("/ventes/" + id + "/history"));
            it.forgetSales();
            var purged = json(it.get("/ventes/" + id + "/history"));

            assertThat(marked.findValuesAsText("op")).containsExactly("delete", "create");
            assertThat(marked.get(0).get("vente").isNull()).isTrue();
            assertThat(purged).isEqualTo(marked);
            assertThat(it.get("/ventes/1/history").statusCode()).isEqualTo(404);
        }

        @Test
        void tellsWhatASaleWasAtATime() throws Exception {
            var created = it.post(LAPTOP);
            var id = id(created);
            var patched = it.patch(id, "{\"quantite\": 3}");
            it.delete(id);
            var history = json(it.get("/ventes/" + id + "/history")).findValuesAsText("logged_at");

            assertThat(it.get("/ventes/" + id + "?at=" + history.get(2)).body()).isEqualTo(created.body());
            assertThat(etag(it.get("/ventes/" + id + "?at=" + history.get(1)))).isEqualTo(etag(patched));
            assertThat(it.get("/ventes/" + id + "?at=" + history.get(1)).body()).isEqualTo(patched.body());
            var after = it.get("/ventes/" + id + "?at=" + history.get(0));
            assertThat(after.statusCode()).isEqualTo(404);
            assertThat(after.body()).contains("it was deleted at " + history.get(0));
            var before = it.get("/ventes/" + id + "?at=2020-01-01T00:00:00%2B01:00");
            assertThat(before.statusCode()).isEqualTo(404);
            assertThat(before.body()).contains("it was created at " + history.get(2));
            assertThat(it.get("/ventes/" + id + "?at=yesterday").statusCode()).isEqualTo(400);
            assertThat(it.get("/ventes/1?at=2020-01-01T00:00:00Z").statusCode()).isEqualTo(404);
        }
    }
}

package dev.ventes.app.kill;

import dev.ventes.app.kill.ApiClient.Answer;
import dev.ventes.core.log.Position;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * Makes, changes and deletes sales through the APIs, as fast as they answer, and keeps book of what each answer means.
 * Nobody else writes to its sales, except PostgreSQL to the price of the shared ones. One thread.
 */
final class ApiWriter implements Callable<Void> {
    private static final int OWN = 40;

    private final List<URI> apis;
    private final Ledger ledger;
    private final Seen seen;
    private final Random random;
    private final BooleanSupplier stopping;
    private final List<HeldSale> shared = new ArrayList<>();
    private final List<HeldSale> own = new ArrayList<>();

    /** The shared sales from {@code first} to before {@code end} are its own to edit, of all writers to the API. */
    ApiWriter(List<URI> apis, Ledger ledger, Seen seen, long seed, BooleanSupplier stopping, long first, long end) {
        this.apis = apis;
        this.ledger = ledger;
        this.seen = seen;
        this.random = new Random(seed);
        this.stopping = stopping;
        for (var id = first; id < end; id++) {
            var sale = new HeldSale(id, Version.original(id));
            shared.add(sale);
            ledger.hold(sale);
        }
    }

    @Override
    public Void call() {
        try (var api = new ApiClient(apis, random)) {
            while (!stopping.getAsBoolean()) {
                own.removeIf(HeldSale::isRetired);
                step(api);
            }
        }
        return null;
    }

    private void step(ApiClient api) {
        var dice = random.nextInt(100);
        if ((dice < 25 && own.size() < OWN) || own.isEmpty()) {
            create(api);
            return;
        }
        if (dice < 50) {
            edit(api, shared.get(random.nextInt(shared.size())));
            return;
        }
        var sale = own.get(random.nextInt(own.size()));
        if (dice < 75) {
            edit(api, sale);
        } else if (dice < 83 && sale.isDecided()) {
            write(api, sale, "PUT", next(), null);
        } else if (dice < 88 && sale.staleETag() != null) {
            stale(api, sale);
        } else if (dice < 93 && sale.isDecided()) {
            write(api, sale, "DELETE", Version.DELETED, null);
        } else if (dice < 96) {
            var read = read(api, sale);
            if (read != null) {
                write(api, sale, "DELETE", Version.DELETED, read.eTag());
            }
        } else {
            read(api, sale);
        }
    }

    private Version next() {
        return Version.of(
                ledger.nextQuantite(),
                BigDecimal.valueOf(random.nextInt(-1_000, 100_000), 2),
                Instant.ofEpochMilli(1_700_000_000_000L + random.nextInt(1_000_000_000)));
    }

    private void create(ApiClient api) {
        var version = next();
        var answer = api.send("POST", "/ventes", version, null);
        switch (answer.status()) {
            case 201, 202 -> {
                var id = answer.body().path("id").asLong();
                var sale = new HeldSale(id, version);
                ledger.acknowledged(id, version);
                ledger.hold(sale);
                if (answer.status() == 202) {
                    sale.willBe(version);
                } else {
                    note(id, Map.of(), answer);
                    own.add(sale);
                }
            }
            case ApiClient.NOT_SENT, 503, 409 -> refused(0, version, answer);
            case ApiClient.NO_ANSWER, 500, 504 -> ledger.unknownCreation(version);
            default -> ledger.wrongAnswer("a creation was answered " + answer);
        }
    }

    /** Reads, and changes what it has read, if it is still that. */
    private void edit(ApiClient api, HeldSale sale) {
        var read = read(api, sale);
        if (read == null) {
            return;
        }
        var version = next();
        if (Ids.isShared(sale.id())) {
            var columns = new LinkedHashMap<String, Object>();
            for (var name : List.of("produit", "client", "pays")) {
                columns.put(name, read.body().path(name).textValue());
            }
            columns.put("quantite", version.quantite());
            columns.put("prix_unitaire", read.body().path("prix_unitaire").decimalValue());
            columns.put(
                    "date_vente", Instant.parse(read.body().path("date_vente").asText()));
            version = new Version(version.quantite(), columns);
        }
        write(api, sale, "PUT", version, read.eTag());
    }

    /** The sale as it now is; null if it cannot be said, or if it is gone. */
    private Answer read(ApiClient api, HeldSale sale) {
        var before = seen.before(sale.id(), sale.id());
        var answer = api.get(sale.id());
        switch (answer.status()) {
            case 200 -> {
                note(sale.id(), before, answer);
                if (!sale.sees(answer.quantite())) {
                    ledger.wrongAnswer(
                            "sale " + sale.id() + " was read as " + answer + ", which is none of " + sale.possible());
                }
                return answer;
            }
            case 404 -> gone(sale, answer);
            case ApiClient.NO_ANSWER, ApiClient.NOT_SENT, 500, 503 -> {}
            default -> ledger.wrongAnswer("sale " + sale.id() + " was read as " + answer);
        }
        return null;
    }

    /** With a version that the sale has no longer: whatever happens, this must not be applied. */
    private void stale(ApiClient api, HeldSale sale) {
        var version = next();
        var answer = api.send("PUT", "/ventes/" + sale.id(), version, sale.staleETag());
        switch (answer.status()) {
            case ApiClient.NO_ANSWER, ApiClient.NOT_SENT, 202, 412, 500, 503, 504 -> {}
            case 404 -> gone(sale, answer);
            default -> ledger.wrongAnswer("a stale write was answered " + answer);
        }
        ledger.refused(sale.id(), version, answer.status());
    }

    private void write(ApiClient api, HeldSale sale, String method, Version version, String ifMatch) {
        var before = seen.before(sale.id(), sale.id());
        var answer = api.send(method, "/ventes/" + sale.id(), version, ifMatch);
        switch (answer.status()) {
            case 200, 204 -> {
                ledger.acknowledged(sale.id(), version);
                sale.is(version);
                if (ifMatch != null) {
                    sale.leaves(ifMatch);
                }
                if (answer.status() == 200) {
                    note(sale.id(), before, answer);
                    if (answer.quantite() != version.quantite()) {
                        ledger.wrongAnswer(version + " of sale " + sale.id() + " was answered with " + answer);
                    }
                }
            }
            case 202 -> accepted(sale, version, ifMatch);
            case ApiClient.NOT_SENT, 412, 503 -> refused(sale.id(), version, answer);
            case 404 -> {
                refused(sale.id(), version, answer);
                gone(sale, answer);
            }
            case ApiClient.NO_ANSWER, 500, 504 -> {
                ledger.unknown();
                sale.mayBecome(version);
                if (ifMatch == null) {
                    sale.retire();
                }
            }
            default -> ledger.wrongAnswer(version + " of sale " + sale.id() + " was answered " + answer);
        }
    }

    /** On the log. Nothing says whether its condition, if it has one, will hold. */
    private void accepted(HeldSale sale, Version version, String ifMatch) {
        if (ifMatch == null) {
            ledger.acknowledged(sale.id(), version);
            sale.willBe(version);
        } else {
            ledger.unknown();
            sale.mayBecome(version);
        }
    }

    private void refused(long id, Version version, Answer answer) {
        ledger.refused(id, version, answer.status());
        if (answer.status() == 503) {
            Pause.ofMillis(50);
        }
    }

    private void gone(HeldSale sale, Answer answer) {
        if (!sale.maySee(Version.DELETED)) {
            ledger.wrongAnswer("sale " + sale.id() + " is gone: " + answer + "; it was one of " + sale.possible());
        }
        sale.is(Version.DELETED);
    }

    private void note(long id, Map<Long, Position> before, Answer answer) {
        seen.at(id, before, answer.version().position(), "through the API");
    }
}

package dev.ventes.api.auth;

import dev.ventes.api.file.WatchedFiles;
import dev.ventes.api.http.Caller;
import dev.ventes.api.http.Gate;
import dev.ventes.api.http.Problem;
import dev.ventes.api.limit.RateLimit;
import dev.ventes.core.access.ApiKeys;
import dev.ventes.core.access.Role;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who sends a request, whether they may, and whether they do so too often. Where neither keys nor tokens are configured,
 * everybody may do everything. What is told of a key or a token that is not taken is never why.
 */
public final class Authentication implements Gate, AutoCloseable {
    private static final String API_KEY = "X-API-Key";
    private static final String BEARER = "bearer ";

    private final boolean needed;
    private final RateLimit rate;
    private final Optional<Tokens> tokens;
    private final Optional<WatchedFiles> keysFile;
    private volatile ApiKeys keys;

    /**
     * Reads the keys, and goes on watching their file.
     *
     * @throws Exception if they cannot be used
     */
    public Authentication(AccessConfig config, RateLimit rate) throws Exception {
        this.needed = config.authenticates();
        this.rate = rate;
        keysFile = config.keysFile().isEmpty()
                ? Optional.empty()
                : Optional.of(WatchedFiles.watch(
                        List.of(config.keysFile().get()), texts -> keys = ApiKeys.parse(texts.getFirst())));
        tokens = config.jwt().map(Tokens::new);
    }

    @Override
    public SecurityPolicyHandler before(Role role) {
        return needed
                ? context -> authenticate(context, role)
                : context -> {
                    Caller.ANYBODY.enter(context);
                    rate.count(address(context), context.response());
                    context.next();
                };
    }

    @Override
    public void close() throws IOException {
        keysFile.ifPresent(WatchedFiles::close);
        if (tokens.isPresent()) {
            tokens.get().close();
        }
    }

    private void authenticate(RoutingContext context, Role role) {
        var headers = context.request().headers();
        var given = headers.getAll(API_KEY);
        var authorization = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (given.size() + authorization.size() != 1) {
            refuse(context, "One " + waysIn() + " is needed.");
        } else if (keys != null && given.size() == 1) {
            keys.find(given.getFirst())
                    .map(entry -> new Caller("key:" + entry.name(), EnumSet.of(entry.role())))
                    .ifPresentOrElse(
                            caller -> admit(context, caller, role), () -> refuse(context, "The key is not known."));
        } else if (tokens.isPresent()
                && authorization.size() == 1
                && authorization.getFirst().toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            verify(
                    context,
                    tokens.get(),
                    authorization.getFirst().substring(BEARER.length()).strip(),
                    role);
        } else {
            refuse(context, "One " + waysIn() + " is needed.");
        }
    }

    private void verify(RoutingContext context, Tokens verifier, String token, Role role) {
        var known = verifier.known(token);
        if (known.isPresent()) {
            admit(context, known.get(), role);
            return;
        }
        // Whoever reads the body comes later; until then it must wait.
        context.request().pause();
        verifier.verify(token).onComplete(verified -> {
            // Where nobody waits any more nothing is begun: it would never be told that it is over, and stay counted.
            if (!context.response().ended() && !context.response().closed()) {
                goOn(context, verified, role);
            }
            context.request().resume();
        });
    }

    private void goOn(RoutingContext context, AsyncResult<Caller> verified, Role role) {
        if (verified.succeeded()) {
            admit(context, verified.result(), role);
        } else if (verified.cause() instanceof Problem refused && refused.type() == Problem.Type.UNAUTHENTICATED) {
            refuse(context, refused.getMessage());
        } else if (isCounted(context, address(context))) {
            context.fail(verified.cause());
        }
    }

    private void admit(RoutingContext context, Caller caller, Role role) {
        if (!isCounted(context, caller.name())) {
            return;
        }
        if (!caller.may(role)) {
            context.fail(Problem.of(Problem.Type.FORBIDDEN, "This needs the role " + role.label() + "."));
            return;
        }
        caller.enter(context);
        context.next();
    }

    /** One who guesses is counted, too. */
    private void refuse(RoutingContext context, String detail) {
        if (!isCounted(context, address(context))) {
            return;
        }
        if (tokens.isPresent()) {
            context.response().headers().add("WWW-Authenticate", "Bearer realm=\"ventes\"");
        }
        if (keys != null) {
            context.response().headers().add("WWW-Authenticate", "ApiKey realm=\"ventes\"");
        }
        context.fail(Problem.of(Problem.Type.UNAUTHENTICATED, detail));
    }

    /** False if that was one too many, which has been told then. */
    private boolean isCounted(RoutingContext context, String caller) {
        try {
            rate.count(caller, context.response());
            return true;
        } catch (Problem tooMany) {
            context.fail(tooMany);
            return false;
        }
    }

    private String waysIn() {
        if (keys != null && tokens.isPresent()) {
            return "key in X-API-Key, or token in Authorization: Bearer,";
        }
        return keys != null ? "key in X-API-Key" : "token in Authorization: Bearer";
    }

    private static String address(RoutingContext context) {
        return "address:" + context.request().remoteAddress().hostAddress();
    }
}

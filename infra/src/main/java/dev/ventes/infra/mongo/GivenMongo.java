package dev.ventes.infra.mongo;

import dev.ventes.infra.ServerException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody else's server, which is neither started nor stopped here. */
record GivenMongo(String uri) implements MongoServer {
    private static final Pattern FIRST_PORT = Pattern.compile("://(?:[^@/]*@)?[^/,?:]+:(\\d+)");
    private static final int DEFAULT_PORT = 27017;

    @Override
    public boolean isReal() {
        return true;
    }

    @Override
    public int port() {
        Matcher matcher = FIRST_PORT.matcher(uri);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : DEFAULT_PORT;
    }

    /** Without what stands before the host: it may hold a password. */
    @Override
    public String describe() {
        return "MongoDB at " + uri.replaceFirst("//[^@/]*@", "//");
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        throw new ServerException("the MongoDB of MONGODB_URI is not ours to stop");
    }

    @Override
    public void close() {}
}

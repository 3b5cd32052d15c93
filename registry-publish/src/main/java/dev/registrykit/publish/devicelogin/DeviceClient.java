package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackagePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program that may ask people to log it in, and the most that it may ask for.
 *
 * <p>It is a public client (RFC 6749 section 2.1): it has no secret, and whoever knows its id can use it. The id tells
 * programs apart for people and in logs, it proves nothing.
 */
public final class DeviceClient {
    /** The id of {@link #npm()}, whose log-in names no client. */
    static final String NPM = "npm";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
    private static final int MAX_NAME_LENGTH = 40;

    private final String id;
    private final String name;
    private final LoginScope scope;

    private DeviceClient(String id, String name, LoginScope scope) {
        this.id = id;
        this.name = name;
        this.scope = scope;
    }

    /**
     * A client that may ask for reading and publishing, with packages of every ecosystem.
     *
     * @param id the {@code client_id}: 1 to 40 letters, digits, dots, underscores and hyphens
     * @param name what people know it by, at most 40 characters, no control characters
     * @throws IllegalArgumentException if either is not of the stated form
     */
    public static DeviceClient of(String id, String name) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "a client id has 1 to 40 letters, digits, dots, underscores and hyphens");
        }
        if (name.isBlank() || name.length() > MAX_NAME_LENGTH || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a client's name has 1 to 40 characters and no control characters");
        }
        return new DeviceClient(
                id,
                name,
                publishing(
                        Stream.of(Ecosystem.values()).map(PackagePattern::all).toList()));
    }

    /** The npm client, which may ask for reading and publishing npm packages; {@link NpmLoginEndpoint} needs it. */
    public static DeviceClient npm() {
        return new DeviceClient(NPM, NPM, publishing(List.of(PackagePattern.all(Ecosystem.NPM))));
    }

    private static LoginScope publishing(List<PackagePattern> packages) {
        return LoginScope.of(List.of(Action.READ, Action.PUBLISH_VERSION, Action.PUBLISH_NEW_PACKAGE), packages);
    }

    /** The same client, which may ask for these actions and no others. */
    public DeviceClient actions(Action... most) {
        return new DeviceClient(id, name, LoginScope.of(List.of(most), scope.packages()));
    }

    /** The same client, which may ask for these packages and no others. */
    public DeviceClient packages(PackagePattern... most) {
        return new DeviceClient(id, name, LoginScope.of(scope.actions(), new ArrayList<>(List.of(most))));
    }

    /** The {@code client_id}. */
    public String id() {
        return id;
    }

    /** What people know it by. */
    public String name() {
        return name;
    }

    /** The most that it may ask for, and what it gets when it asks for nothing in particular. */
    public LoginScope scope() {
        return scope;
    }

    @Override
    public String toString() {
        return "DeviceClient[" + id + " " + scope + "]";
    }
}

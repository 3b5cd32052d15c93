package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.throttle.ClientNetwork;
import java.time.Duration;
import java.time.Instant;

/**
 * A log-in that waits for a person: all that the page shows before they decide.
 *
 * <p>Anybody can begin a log-in and send its link to somebody else (RFC 8628 section 5.4). So the page names the client, what
 * it asks for and the address that it asks from, says that only a log-in which one began oneself may be approved, and warns
 * when {@link #isFromNetworkOf} says that the person is elsewhere.
 */
public final class LoginRequest {
    private final String userCode;
    private final DeviceClient client;
    private final StoredLogin login;
    private final Duration tokenLifetime;

    LoginRequest(String userCode, DeviceClient client, StoredLogin login, Duration tokenLifetime) {
        this.userCode = userCode;
        this.client = client;
        this.login = login;
        this.tokenLifetime = tokenLifetime;
    }

    /** The code as the client shows it, {@code BCDF-GHJK}: the person compares the two. */
    public String userCode() {
        return LoginCodes.shown(userCode);
    }

    /** The client's name, which the operator chose. */
    public String clientName() {
        return client.name();
    }

    /**
     * What the client says of itself: at most 120 characters of printable ASCII, maybe none.
     *
     * <p>Whoever began the log-in chose it, so it proves nothing. Escape it as any other text.
     */
    public String clientText() {
        return login.clientText();
    }

    /** The address that the log-in began from, as the host trusts it; empty when unknown. */
    public String address() {
        return login.address();
    }

    /** Whether the log-in began in the network of this address: an IPv4 address, or the /64 of an IPv6 one. */
    public boolean isFromNetworkOf(String otherAddress) {
        return ClientNetwork.isSame(login.address(), otherAddress);
    }

    /** What the client asks for; a person may grant less. */
    public LoginScope asked() {
        return login.asked();
    }

    /** When the log-in began. */
    public Instant startedAt() {
        return login.createdAt();
    }

    /** Until when it can be approved, and its token collected. */
    public Instant expiresAt() {
        return login.expiresAt();
    }

    /** How long the token will live from the approval on. */
    public Duration tokenLifetime() {
        return tokenLifetime;
    }

    StoredLogin login() {
        return login;
    }

    /** Holds no code. */
    @Override
    public String toString() {
        return "LoginRequest[" + client.id() + " " + login.asked() + "]";
    }
}

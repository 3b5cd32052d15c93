import dev.registrykit.auth.RegistryAuth;
import dev.registrykit.auth.passkey.PasskeyUser;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.subject.Subject;
import org.h2.jdbcx.JdbcDataSource;

/** Sets and checks a password and asks a browser for a passkey, on a database in memory. */
public final class UsesTheAuth {
    private UsesTheAuth() {}

    public static void main(String[] arguments) {
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:auth;DB_CLOSE_DELAY=-1");
        RegistryAuth.schema().createIn(database);
        var auth = RegistryAuth.builder(database, KeyRing.ephemeral())
                .origin("https://packages.example.org")
                .registryName("Example")
                .build();

        var account = Subject.user("1");
        var request = RequestContext.builder("POST", "/sign-in")
                .clientAddress("192.0.2.1")
                .sessionId("session")
                .build();
        auth.passwords().set(account, Secret.of("a long enough passphrase"), request).orElseThrow(UsesTheAuth::unexpected);
        var signedIn = auth.passwords()
                .verify("somebody", account, Secret.of("a long enough passphrase"), request)
                .orElseThrow(UsesTheAuth::unexpected);
        var options = auth.passkeys()
                .startRegistration(PasskeyUser.of(account, "somebody", "Some Body"), request)
                .orElseThrow(UsesTheAuth::unexpected);
        if (!options.json().contains("\"userVerification\":\"required\"")) {
            throw new AssertionError("A passkey without user verification was asked for: " + options.json());
        }
        System.out.println("auth: " + signedIn);
    }

    private static AssertionError unexpected(Object failure) {
        return new AssertionError(failure.toString());
    }
}

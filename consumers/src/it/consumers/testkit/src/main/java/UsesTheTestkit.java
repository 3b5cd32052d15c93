import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;

/** Starts the identity provider and lets it issue a token, without any of the feature modules. */
public final class UsesTheTestkit {
    private UsesTheTestkit() {}

    public static void main(String[] arguments) {
        try (var provider = IdentityProviderServer.start(TestClock.atPresent())) {
            var token = provider.token(GitHubJob.of("acme/widget"), "packages.example.org");
            if (token.split("\\.").length != 3) {
                throw new AssertionError("The identity provider issued something that is no JWT");
            }
            System.out.println("testkit: " + provider.issuer() + " issued a token");
        }
    }
}

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import org.h2.jdbcx.JdbcDataSource;

/** Issues a token and lets it publish, on a database in memory. */
public final class UsesThePublish {
    private UsesThePublish() {}

    public static void main(String[] arguments) {
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:publish;DB_CLOSE_DELAY=-1");
        RegistryPublish.schema().createIn(database);
        var publish = RegistryPublish.builder(database, KeyRing.ephemeral())
                .audience("packages.example.org")
                .trust(GitHubActions.cloud())
                .publisherRights(PublisherRights.whileRegistered())
                .tokenPrefix("exr")
                .ownerRights((owner, action, packageName) -> true)
                .build();

        var wanted = TokenRequest.builder(Subject.user("1"))
                .name("laptop")
                .actions(Action.PUBLISH_VERSION)
                .packages(PackagePattern.parse(Ecosystem.MAVEN, "com.foo.**"))
                .expiresAt(Instant.now().plus(Duration.ofDays(30)))
                .build();
        var issued = publish.tokens()
                .issue(wanted, Assurance.PHISHING_RESISTANT, RequestContext.builder("POST", "/tokens").build())
                .orElseThrow(failure -> new AssertionError(failure.toString()));
        var upload = RequestContext.builder("PUT", "/maven/com/foo/bar/1.0/bar-1.0.jar")
                .header("Authorization", "Bearer " + issued.secret().reveal())
                .build();
        var grant = publish.tokens()
                .authenticate(upload, Action.PUBLISH_VERSION, PackageName.maven("com.foo", "bar"))
                .orElseThrow(failure -> new AssertionError(failure.toString()));
        var other = publish.tokens().authenticate(upload, Action.PUBLISH_VERSION, PackageName.maven("com.foobar", "bar"));
        if (other.isAllowed()) {
            throw new AssertionError("A token for com.foo was accepted for com.foobar");
        }
        System.out.println("publish: " + grant);
    }
}

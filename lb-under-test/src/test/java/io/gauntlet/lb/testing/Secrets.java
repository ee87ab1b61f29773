package io.gauntlet.lb.testing;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;

/** A directory with the certificates of one authority, and configurations that name them. */
public record Secrets(Path directory, Authority authority) {
    /** One whose listener's certificate is for {@code shop.example}, with the authority's own in {@code ca.pem}. */
    public static Secrets in(Path directory) throws IOException {
        var secrets = new Secrets(directory, new Authority("Test Root"));
        secrets.put("shop", secrets.authority.issue("shop.example", "127.0.0.1"));
        secrets.authority.write(directory.resolve("ca.pem"));
        return secrets;
    }

    /** Writes {@code NAME.pem} and {@code NAME.key}. */
    public Secrets put(String name, X509Bundle bundle) throws IOException {
        Authority.write(directory, name, bundle);
        return this;
    }

    /** Keys of one certificate. */
    public String identity(String name) {
        return "certificate: " + directory.resolve(name + ".pem") + ", key: " + directory.resolve(name + ".key");
    }

    public String ca() {
        return directory.resolve("ca.pem").toString();
    }

    /** A listener {@code web} with this certificate. */
    public String listener(String name) {
        return "listeners: [{name: web, bind: '127.0.0.1:0', tls: {certificates: [{" + identity(name)
                + "}]}, routes: [{pool: web}]}]";
    }

    /** What a client goes by that trusts the authority. */
    public Trust trust() {
        return Trust.in(authority.context(), "shop.example");
    }

    /** A client of the listener {@code web}. */
    public RawClient client(Rig rig) throws IOException {
        return RawClient.connect(rig.balancer().address("web"), trust());
    }
}

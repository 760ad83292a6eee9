// Run: apivideo-admin-mock serve --any-key & then java Example.java (Java 17 or later, no dependencies)
// Set APIVIDEO_ADMIN_BASE_URL for another URL of the mock, and MOCK_CONTROL_TOKEN if the mock has a control token.

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

public final class Example {
    private static final Map<String, String> ENV = System.getenv();
    private static final URI BASE = URI.create(ENV.getOrDefault("APIVIDEO_ADMIN_BASE_URL", "http://127.0.0.1:8080"));
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    // A new random key has no data, even on a server that others use at the same time.
    private final String key = UUID.randomUUID().toString();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    public static void main(String[] arguments) throws Exception {
        var example = new Example();
        example.createProjectAndKey();
        example.walkPages();
        example.exceedRateLimit();
        example.scheduleDeletion();
        System.out.println("all checks passed");
    }

    private void createProjectAndKey() throws Exception {
        String project = text(call(201, "POST", "/projects", """
                {"name": "My project"}"""), "project_id");
        String created = call(201, "POST", "/projects/" + project + "/api-keys", """
                {"name": "ci"}""");
        String found = call(200, "GET", "/projects/" + project + "/api-keys/" + text(created, "api_key_id"));
        expect("the secret of the API key", text(created, "value"), text(found, "value"));
        System.out.println("created " + project + " and its API key");
    }

    private void walkPages() throws Exception {
        call(204, "POST", "/_mock/scenario", """
                {"projects": {"count": 45, "name": "project {n}"}}""");
        var names = new ArrayList<String>();
        int pages = 0;
        var path = Optional.of("/projects?name=project&sort_by=name&sort_order=desc&page_size=20");
        while (path.isPresent()) {
            String page = call(200, "GET", path.get());
            names.addAll(texts(page, "name"));
            pages += 1;
            path = next(page);
        }
        expect("pages", 3, pages);
        // The filter matches a part of the name, case-sensitively: "My project" matches as well.
        expect("projects on all pages", 46, names.size());
        expect("the first by name, descending", "project 9", names.get(0));
        System.out.println("walked " + pages + " pages with " + names.size() + " projects");
    }

    private void exceedRateLimit() throws Exception {
        // While the clock is frozen, all requests are in the same second.
        call(200, "PATCH", "/_mock/clock", """
                {"advance": 2, "frozen": true}""");
        for (int number = 1; number <= 10; number++) {
            call(200, "GET", "/projects/count");
        }
        HttpResponse<String> refused = send("GET", "/projects/count", "");
        expect("the status of request 11 in one second", 429, refused.statusCode());
        expect("its Retry-After", Optional.of("1"), refused.headers().firstValue("Retry-After"));
        call(200, "PATCH", "/_mock/clock", """
                {"advance": 1}""");
        call(200, "GET", "/projects/count");
        System.out.println("the eleventh request in one second was a 429; one second later a request was accepted");
    }

    private void scheduleDeletion() throws Exception {
        String project = text(call(201, "POST", "/projects", """
                {"name": "x"}"""), "project_id");
        call(200, "PATCH", "/projects/" + project, """
                {"name": "x", "deletes_at": "next_cycle"}""");
        call(200, "PATCH", "/_mock/clock", """
                {"advance": %d}""".formatted(Duration.ofDays(32).toSeconds()));
        call(404, "GET", "/projects/" + project);
        call(204, "POST", "/_mock/verify", """
                {"operation_id": "update_project", "json": {"name": "x", "deletes_at": "next_cycle"}, "times": 1}""");
        System.out.println("moved the clock by 32 days: " + project + " is deleted");
    }

    private String call(int expected, String method, String path, String... payload) throws Exception {
        HttpResponse<String> response = send(method, path, String.join("", payload));
        if (response.statusCode() != expected) {
            throw new AssertionError("%s %s: expected %d, got %d %s"
                    .formatted(method, path, expected, response.statusCode(), response.body()));
        }
        return response.body();
    }

    private HttpResponse<String> send(String method, String path, String payload) throws IOException, InterruptedException {
        byte[] credentials = (key + ":").getBytes(StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(BASE.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials))
                .header("X-Mock-Control-Token", ENV.getOrDefault("MOCK_CONTROL_TOKEN", ""));
        if (payload.isEmpty()) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(payload));
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    // Java has no JSON parser. These methods read enough JSON for this example; use a library like Jackson in your code.
    private static List<String> texts(String json, String name) {
        return Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json).results().map(it -> it.group(1)).toList();
    }

    private static String text(String json, String name) {
        return texts(json, name).stream().findFirst().orElseThrow(() -> new AssertionError("no " + name + " in " + json));
    }

    private static Optional<String> next(String page) {
        int next = texts(page, "rel").indexOf("next");
        return next < 0 ? Optional.empty() : Optional.of(texts(page, "href").get(next));
    }

    private static void expect(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new AssertionError(what + ": expected " + expected + ", got " + found);
        }
    }
}

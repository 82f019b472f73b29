package dev.spillway.gateway.tenancy;

import static io.restassured.RestAssured.given;

import dev.spillway.gateway.policy.StoresProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

/** Organisations, projects and keys, as administrators make them. */
public final class AdminApi {
  private AdminApi() {}

  /** A key of a project and what clients send. */
  public record Made(String id, String project, String organisation, String secret) {}

  public static RequestSpecification admin() {
    return given()
        .header("Authorization", "Bearer " + StoresProfile.ADMIN_KEY)
        .contentType(ContentType.JSON);
  }

  /** A key with a project and an organisation of its own. */
  public static Made key() {
    return key("{}");
  }

  /**
   * @param limits of the key, as JSON
   */
  public static Made key(String limits) {
    return keyOf(project(organisation("{}"), "{}"), limits);
  }

  public static String organisation(String limits) {
    return create("organisations", "{\"name\": \"o\", \"limits\": %s}".formatted(limits));
  }

  public static String project(String organisation, String limits) {
    return create(
        "projects",
        "{\"organisation_id\": \"%s\", \"name\": \"p\", \"limits\": %s}"
            .formatted(organisation, limits));
  }

  /** Another key of a project. */
  public static Made keyOf(String project, String limits) {
    var made =
        admin()
            .body(
                "{\"project_id\": \"%s\", \"name\": \"k\", \"limits\": %s}"
                    .formatted(project, limits))
            .post("/admin/v1/keys")
            .then()
            .statusCode(201)
            .extract();
    return new Made(
        made.path("id"),
        project,
        admin().get("/admin/v1/projects/" + project).path("organisation_id"),
        made.path("key"));
  }

  public static ValidatableResponse patch(String path, String body) {
    return admin().body(body).patch("/admin/v1/" + path).then();
  }

  public static RequestSpecification with(String secret) {
    return given().header("Authorization", "Bearer " + secret).contentType(ContentType.JSON);
  }

  private static String create(String kind, String body) {
    return admin().body(body).post("/admin/v1/" + kind).then().statusCode(201).extract().path("id");
  }
}

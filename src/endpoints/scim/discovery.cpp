// ServiceProviderConfig, ResourceTypes and Schemas (RFC 7643 5 to 7, RFC 7644 4): documents of
// schema/scim, complete with their addresses. Nothing in them is a secret, so they ask for no
// token.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>

#include "endpoints/scim/operations.hpp"
#include "scim_files.hpp"

namespace tessera::endpoints::scim_api {
namespace {

using boost::json::array;
using boost::json::object;

constexpr std::string_view kListSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

object documents() {
  const auto& data = embedded::scim_files().front().data;
  return boost::json::parse({data.data(), data.size()}).as_object();
}

object with_meta(object document, const std::string& type, const std::string& location) {
  document["meta"] = object{{"resourceType", type}, {"location", location}};
  return document;
}

void serve(http::Router& router, const std::string& path, object document) {
  const auto body = std::make_shared<const std::string>(boost::json::serialize(document));
  router.add(
      http::Method::get, path,
      [body](http::Request&) -> Task<http::Response> {
        http::Response response{.status = 200, .headers = {}, .body = {}, .shared_body = body};
        response.header("Content-Type", std::string(kMediaType));
        co_return response;
      },
      options());
}

// The list, and each of it below.
void serve_all(http::Router& router, const std::string& base, const std::string& path,
               const std::string& type, const array& all) {
  array listed;
  for (const auto& each : all) {
    const auto id = codec::text_of(each.as_object(), "id");
    auto one = with_meta(each.as_object(), type, base + path + '/' + id);
    serve(router, "/scim/v2" + path + '/' + id, one);
    listed.push_back(std::move(one));
  }
  const auto count = listed.size();
  serve(router, "/scim/v2" + path,
        {{"schemas", array{kListSchema}},
         {"totalResults", count},
         {"itemsPerPage", count},
         {"startIndex", 1},
         {"Resources", std::move(listed)}});
}

}  // namespace

void add_discovery(http::Router& router, const ScimDeps& deps) {
  const auto base = base_of(deps);
  const auto all = documents();
  serve(router, "/scim/v2/ServiceProviderConfig",
        with_meta(all.at("serviceProviderConfig").as_object(), "ServiceProviderConfig",
                  base + "/ServiceProviderConfig"));
  serve_all(router, base, "/ResourceTypes", "ResourceType", all.at("resourceTypes").as_array());
  serve_all(router, base, "/Schemas", "Schema", all.at("schemas").as_array());
}

}  // namespace tessera::endpoints::scim_api

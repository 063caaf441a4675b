// Initial access tokens for clients that register themselves (RFC 7591 1.2).
#include <tessera/codec/json.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/client_desk.hpp"
#include "endpoints/admin/operations.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr http::RouteOptions kApi{.max_body = 1 << 20,
                                  .style = http::RouteOptions::Style::problem_json};
constexpr std::string_view kTokens = "/api/admin/v1/initial-access-tokens";
using boost::json::object;
using NewToken = oauth::RegistrationService::NewToken;

object to_json(const oauth::InitialAccessToken& token) {
  object out{{"id", to_string(token.id)},
             {"name", token.name},
             {"template", oauth::to_json(token.limits)},
             {"created", rfc3339(token.created)},
             {"expires", rfc3339(token.expires)},
             {"uses", token.uses},
             {"max_uses", token.max_uses}};
  if (token.revoked) out["revoked"] = rfc3339(*token.revoked);
  return out;
}

// max_uses is a number, or digits from the command line.
bool read_uses(const boost::json::value& value, int& into) {
  const auto* number = value.if_int64();
  const auto* text = value.if_string();
  if (number != nullptr && *number > 0 && *number <= 1000) {
    into = static_cast<int>(*number);
    return true;
  }
  if (text == nullptr || text->empty() || text->size() > 4 ||
      std::string_view(*text).find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  into = std::stoi(std::string(*text));
  return true;
}

Result<NewToken> wish_of(const http::Request& request) {
  if (request.content_type() != "application/json")
    return fail(Errc::unsupported, "request.content_type", "Send application/json.");
  const auto body = codec::parse_json_object(request.body);
  if (!body) return std::unexpected(body.error());
  NewToken out;
  Error error{.code = Errc::invalid, .id = "request.invalid", .text = "The request is not valid."};
  for (const auto& [key, value] : *body) {
    const std::string_view name(key);
    bool good = false;
    if (name == "name" && value.is_string()) {
      out.name = std::string(value.get_string());
      good = true;
    } else if (name == "expires" && value.is_string()) {
      const auto time = parse_rfc3339(std::string_view(value.get_string()));
      if (time) out.expires = *time;
      good = time.has_value();
    } else if (name == "max_uses") {
      good = read_uses(value, out.max_uses);
    } else if (name == "template" && value.is_object()) {
      auto limits = oauth::parse_registration_template(value.get_object());
      if (!limits) {
        for (auto& field : limits.error().fields) field.field = "/template" + field.field;
        return std::unexpected(std::move(limits.error()));
      }
      out.limits = std::move(*limits);
      good = true;
    }
    if (!good) error.fields.push_back({"/" + std::string(name), "wrong", {}});
  }
  if (!error.fields.empty()) return std::unexpected(std::move(error));
  return out;
}

Task<Answer> list(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto tokens = co_await ClientDesk(deps).list_tokens(actor, request.context);
  if (!tokens) co_return std::unexpected(std::move(tokens.error()));
  boost::json::array items;
  for (const auto& token : *tokens) items.push_back(to_json(token));
  co_return page(request, std::move(items), "");
}

Task<Answer> create(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto wish = wish_of(request);
  if (!wish) co_return std::unexpected(wish.error());
  auto made = co_await ClientDesk(deps).create_token(actor, *wish, request.context);
  if (!made) co_return std::unexpected(std::move(made.error()));
  auto out = to_json(made->token);
  out["token"] = made->text.reveal();
  co_return created(out, 1, std::string(kTokens) + '/' + to_string(made->token.id));
}

Task<Answer> revoke(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto done = co_await ClientDesk(deps).revoke_token(actor, *id, request.context);
  if (!done) co_return std::unexpected(done.error());
  co_return http::no_content();
}

}  // namespace

void add_client_token_operations(http::Router& router, const AdminDeps& deps) {
  const std::string tokens(kTokens);
  router.add(http::Method::get, tokens, guarded(deps, list), kApi);
  router.add(http::Method::post, tokens, guarded_once(deps, "client.write", create), kApi);
  router.add(http::Method::del, tokens + "/{id}", changing(deps, revoke), kApi);
}

}  // namespace tessera::endpoints::admin

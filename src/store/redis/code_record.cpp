#include "store/redis/code_record.hpp"

#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>

namespace tessera::store::redis {
namespace {

namespace json = boost::json;

json::array to_array(const std::vector<std::string>& items) {
  json::array out;
  for (const auto& item : items) out.emplace_back(item);
  return out;
}

std::vector<std::string> texts(const json::value& value) {
  std::vector<std::string> out;
  for (const auto& item : value.as_array()) out.emplace_back(item.as_string());
  return out;
}

std::string text(const json::object& o, std::string_view name) {
  return std::string(o.at(name).as_string());
}

Uuid id(const json::object& o, std::string_view name) {
  const auto parsed = parse_uuid(text(o, name));
  if (!parsed) throw std::runtime_error("code record: not an id");
  return *parsed;
}

TimePoint time(const json::object& o, std::string_view name) {
  return TimePoint{Duration{o.at(name).as_int64()}};
}

}  // namespace

std::string render_code_record(const oauth::CodeRecord& r) {
  json::object out{{"grant", to_string(r.grant)},
                   {"client", to_string(r.client)},
                   {"person", to_string(r.person)},
                   {"session", to_string(r.session)},
                   {"subject", r.subject},
                   {"redirect_uri", r.redirect_uri},
                   {"challenge", r.code_challenge},
                   {"scopes", to_array(r.scopes)},
                   {"claims", to_array(r.claims)},
                   {"id_token_claims", to_array(r.id_token_claims)},
                   {"acrs", to_array(r.requested_acrs)},
                   {"acr", to_string(r.acr)},
                   {"amr", to_array(r.amr)},
                   {"auth_time", r.auth_time.time_since_epoch().count()},
                   {"issued", r.issued.time_since_epoch().count()}};
  if (r.nonce) out["nonce"] = *r.nonce;
  if (!r.authorization_details.empty()) out["details"] = r.authorization_details;
  if (!r.resources.empty()) out["resources"] = to_array(r.resources);
  if (!r.dpop_jkt.empty()) out["jkt"] = r.dpop_jkt;
  return json::serialize(out);
}

oauth::CodeRecord parse_code_record(std::string_view encoded) {
  const auto object = codec::parse_json_object(encoded);
  if (!object) throw std::runtime_error("code record: not an object");
  const auto& o = *object;
  oauth::CodeRecord r{.grant = id(o, "grant"),
                      .client = id(o, "client"),
                      .person = id(o, "person"),
                      .session = id(o, "session"),
                      .subject = text(o, "subject"),
                      .redirect_uri = text(o, "redirect_uri"),
                      .code_challenge = text(o, "challenge"),
                      .scopes = texts(o.at("scopes")),
                      .claims = texts(o.at("claims")),
                      .id_token_claims = texts(o.at("id_token_claims")),
                      .requested_acrs = texts(o.at("acrs")),
                      .acr = parse_acr(text(o, "acr")).value_or(Acr::none),
                      .amr = texts(o.at("amr")),
                      .auth_time = time(o, "auth_time"),
                      .issued = time(o, "issued")};
  if (o.contains("nonce")) r.nonce = text(o, "nonce");
  if (o.contains("details")) r.authorization_details = text(o, "details");
  if (o.contains("resources")) r.resources = texts(o.at("resources"));
  if (o.contains("jkt")) r.dpop_jkt = text(o, "jkt");
  return r;
}

}  // namespace tessera::store::redis

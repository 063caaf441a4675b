#include "endpoints/admin/idempotency.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/runtime/log.hpp>

namespace tessera::endpoints::admin {
namespace {

constexpr seconds kWorkLife{120};  // longer than any request may take
constexpr seconds kAnswerLife{24 * 60 * 60};
constexpr std::size_t kLongestKey = 255;

// A structured-header string, or the bare word that many clients send.
std::optional<std::string> key_in(std::string_view header) {
  if (header.size() >= 2 && header.front() == '"' && header.back() == '"')
    header = header.substr(1, header.size() - 2);
  const bool printable = std::ranges::all_of(
      header, [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (header.empty() || header.size() > kLongestKey || !printable) return std::nullopt;
  return std::string(header);
}

// Another actor's key is another key.
Bytes name_of(const AdminDeps& deps, const access::Actor& actor, const std::string& key) {
  const auto whose = actor.id ? to_string(*actor.id) : std::string("system");
  return deps.web.keyring.get()->mac(crypto::kPurposeCookie,
                                     as_bytes("idempotency|" + whose + '|' + key));
}

std::string fingerprint_of(const http::Request& request) {
  const auto body = crypto::sha256(as_bytes(request.body));
  const auto covered = std::string(http::name_of(request.method)) + '|' + request.path + '?' +
                       request.query + '|' + to_hex(body);
  return to_hex(crypto::sha256(as_bytes(covered)));
}

std::string keep(const AdminDeps& deps, const Bytes& name, const std::string& fingerprint,
                 const http::Response& response) {
  boost::json::object headers;
  for (const auto& [key, value] : response.headers) headers[key] = value;
  const boost::json::object kept{{"request", fingerprint},
                                 {"status", response.status},
                                 {"headers", std::move(headers)},
                                 {"body", response.body}};
  const auto plain = boost::json::serialize(kept);
  return codec::to_base64url(deps.web.keyring.get()->seal(crypto::kPurposeFlow, as_bytes(plain),
                                                          to_hex(name), deps.web.random));
}

std::optional<boost::json::object> open_kept(const AdminDeps& deps, const Bytes& name,
                                             const std::string& kept) {
  const auto box = codec::from_base64url(kept);
  if (!box) return std::nullopt;
  const auto plain = deps.web.keyring.get()->open(crypto::kPurposeFlow, *box, to_hex(name));
  if (!plain) return std::nullopt;
  auto object = codec::parse_json_object(as_text(*plain));
  if (!object) return std::nullopt;
  return std::move(*object);
}

Answer given_before(const AdminDeps& deps, const Bytes& name, const std::string& fingerprint,
                    const std::string& kept) {
  const auto object = open_kept(deps, name, kept);
  if (!object)
    return fail(Errc::conflict, "idempotency.lost", "The first answer cannot be read any more.");
  if (object->at("request").as_string() != std::string_view(fingerprint)) {
    return fail(Errc::unsupported, "idempotency.other_request",
                "This Idempotency-Key was used with another request.");
  }
  http::Response response{.status = static_cast<int>(object->at("status").as_int64()),
                          .headers = {},
                          .body = std::string(object->at("body").as_string())};
  for (const auto& header : object->at("headers").as_object())
    response.header(std::string(header.key()), std::string(header.value().as_string()));
  response.header("Idempotency-Replayed", "true");
  return response;
}

}  // namespace

Task<Answer> run_once(const AdminDeps& deps, const access::Actor& actor,
                      const http::Request& request, Work work) {
  const auto* header = request.header("idempotency-key");
  if (header == nullptr) co_return co_await work();
  const auto key = key_in(*header);
  if (!key) {
    co_return fail(Errc::invalid, "idempotency.key",
                   "Idempotency-Key is 1 to 255 visible ASCII characters.");
  }
  const auto name = name_of(deps, actor, *key);
  const auto fingerprint = fingerprint_of(request);
  if (const auto before = co_await deps.idempotency.claim(name, kWorkLife)) {
    if (!before->empty()) co_return given_before(deps, name, fingerprint, *before);
    co_return fail(Errc::conflict, "idempotency.in_progress",
                   "The first request with this Idempotency-Key is not answered yet.");
  }
  // If it throws, nobody knows what was done: the claim stays, so that it is not done twice.
  auto answer = co_await work();
  if (!answer) {
    co_await deps.idempotency.release(name);
    co_return answer;
  }
  try {
    co_await deps.idempotency.save(name, keep(deps, name, fingerprint, *answer), kAnswerLife);
  } catch (const Unavailable&) {  // what was done is done; the key stays claimed for a while
    runtime::log(runtime::Level::warn, "idempotency.not_kept");
  }
  co_return answer;
}

}  // namespace tessera::endpoints::admin

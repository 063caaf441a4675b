#include "endpoints/enrol/applicant_cookie.hpp"

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/cookie.hpp>

namespace tessera::endpoints {
namespace {

constexpr std::string_view kContext = "enrol_cookie";
constexpr long kDays30 = 30L * 24 * 3600;
constexpr std::size_t kIdLength = 36;

struct Content {
  Uuid application;
  Secret code;
};

std::optional<Content> read(const EnrolDeps& deps, const http::Request& request) {
  const auto* header = request.header("cookie");
  if (header == nullptr) return std::nullopt;
  const auto sealed = codec::from_base64url(codec::find_cookie(*header, kEnrolCookie).value_or(""));
  if (!sealed || sealed->empty()) return std::nullopt;
  auto plain = deps.web.keyring.get()->open(crypto::kPurposeFlow, *sealed, kContext);
  if (!plain || plain->size() <= kIdLength) return std::nullopt;
  const auto id = parse_uuid(as_text(*plain).substr(0, kIdLength));
  if (!id) return std::nullopt;
  Content content{*id, Secret(as_text(*plain).substr(kIdLength))};
  wipe(plain->data(), plain->size());
  return content;
}

}  // namespace

Task<OpenedApplication> open_application(const EnrolDeps& deps, http::Request& request) {
  OpenedApplication out;
  const auto content = read(deps, request);
  if (content) {
    auto opened =
        co_await deps.applicants.open(content->application, content->code, request.context);
    if (opened) {
      out.application = std::move(*opened);
      out.code = content->code;
      co_return out;
    }
  }
  out.refusal = http::redirect("/enrol/resume");
  co_return out;
}

http::Response redirect_with(const EnrolDeps& deps, const enrol::Started& started,
                             std::string path) {
  std::string plain =
      to_string(started.application.id) + std::string(started.continuation_code.reveal());
  const auto sealed = deps.web.keyring.get()->seal(crypto::kPurposeFlow, as_bytes(plain), kContext,
                                                   deps.web.random);
  wipe(plain.data(), plain.size());
  auto response = http::redirect(std::move(path));
  response.header("Set-Cookie", codec::render_set_cookie({.name = std::string(kEnrolCookie),
                                                          .value = codec::to_base64url(sealed),
                                                          .max_age_seconds = kDays30}));
  return response;
}

std::vector<ui::FieldMessage> messages_of(const Error& error, std::string_view otherwise) {
  std::vector<ui::FieldMessage> out;
  for (const auto& field : error.fields) out.push_back({field.field, field.id});
  if (out.empty()) out.push_back({std::string(otherwise), error.id});
  return out;
}

bool is_page_error(const Error& error) {
  return error.code == Errc::conflict || error.code == Errc::forbidden ||
         error.code == Errc::not_found || error.code == Errc::gone;
}

}  // namespace tessera::endpoints

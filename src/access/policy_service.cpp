#include <algorithm>
#include <array>

#include <boost/json/array.hpp>

#include <tessera/access/make.hpp>
#include <tessera/access/policies.hpp>
#include <tessera/codec/plain_text.hpp>

namespace tessera::access {
namespace {

constexpr std::size_t kLongestText = 200;
constexpr std::array<std::string_view, 4> kLevels{"", "aal2", "aal2_phr", "aal3"};

bool is_code(std::string_view code) {
  return code.size() >= 2 && code.size() <= 63 && code.front() >= 'a' && code.front() <= 'z' &&
         std::ranges::all_of(code, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

// Shown as a text with {placeholders}, so it has none.
bool is_line(std::string_view text) {
  return !text.empty() && text.size() <= kLongestText && codec::is_plain_text(text) &&
         text.find('{') == std::string_view::npos;
}

std::unexpected<Error> changed() {
  return fail(Errc::precondition, "policy.changed", "It is another one by now. Read it again.");
}

}  // namespace

Result<void> check_purpose(const Purpose& purpose) {
  if (!is_code(purpose.code))
    return fail(Errc::invalid, "purpose.code", "A code is 2 to 63 of a-z 0-9 _, a letter first.");
  if (!is_line(purpose.title))
    return fail(Errc::invalid, "purpose.title", "A title is a line of up to 200 characters.");
  if (!is_line(purpose.legal_basis))
    return fail(Errc::invalid, "purpose.legal_basis",
                "A legal basis is a line of up to 200 characters.");
  const auto is_class = [](const auto& word) { return word == "personal" || word == "restricted"; };
  if (purpose.data_classes.empty() || !std::ranges::all_of(purpose.data_classes, is_class))
    return fail(Errc::invalid, "purpose.classes", "Classes of data are personal and restricted.");
  return {};
}

Task<Result<void>> PolicyService::only_system(const Actor& actor, std::string type,
                                              const std::string& id,
                                              const RequestContext& context) {
  if (actor.kind == Actor::Kind::system) co_return Result<void>{};
  const auto permission = type + ".write";
  const Resource resource{.type = std::move(type), .id = id};
  co_await access_.record_refusal(actor, permission, resource, "not_system", context);
  co_return fail(Errc::forbidden, "policy.system", "Policies are set by the system user only.");
}

Task<Result<Purpose>> PolicyService::set_purpose(const Actor& actor, Purpose wish,
                                                 const RequestContext& context) {
  if (auto may = co_await only_system(actor, "purpose", wish.code, context); !may)
    co_return std::unexpected(std::move(may.error()));
  if (auto good = check_purpose(wish); !good) co_return std::unexpected(std::move(good.error()));
  std::ranges::sort(wish.data_classes);
  const auto again = std::ranges::unique(wish.data_classes);
  wish.data_classes.erase(again.begin(), again.end());
  auto event =
      make_event(wish.version == 0 ? "purpose.created" : "purpose.changed", actor, context);
  event.object_type = "purpose";
  event.object_id = wish.code;
  event.details["legal_basis"] = wish.legal_basis;
  event.details["data_classes"] =
      boost::json::array(wish.data_classes.begin(), wish.data_classes.end());
  const auto version = co_await store_.save_purpose(wish, std::move(event));
  if (!version) co_return changed();
  wish.version = *version;
  co_return wish;
}

Task<Result<std::vector<SignInLevel>>> PolicyService::levels(const Actor& actor,
                                                             const RequestContext& context) {
  auto may = co_await access_.require(actor, "config.read", {.type = "level"}, context);
  if (!may) co_return std::unexpected(std::move(may.error()));
  co_return co_await store_.levels();
}

Task<Result<SignInLevel>> PolicyService::set_level(const Actor& actor, SignInLevel wish,
                                                   const RequestContext& context) {
  if (auto may = co_await only_system(actor, "level", wish.role, context); !may)
    co_return std::unexpected(std::move(may.error()));
  if (std::ranges::find(kLevels, wish.least) == kLevels.end())
    co_return fail(Errc::invalid, "policy.level", "A level is aal2, aal2_phr, aal3, or nothing.");
  if (wish.least.empty() && wish.version == 0) co_return wish;
  auto event = make_event("sign_in_level.changed", actor, context);
  event.object_type = "level";
  event.object_id = wish.role;
  event.details["least"] = wish.least;
  const auto version = co_await store_.save_level(wish, context.received, std::move(event));
  if (!version) co_return changed();
  wish.version = *version;
  co_return wish;
}

}  // namespace tessera::access

#include "endpoints/admin/key_desk.hpp"

#include <algorithm>

#include <tessera/access/make.hpp>

namespace tessera::endpoints::admin {
namespace {

constexpr std::size_t kShortestReason = 3;
constexpr std::size_t kLongestReason = 500;

}  // namespace

Task<Result<people::ActingAs>> KeyDesk::allowed(const access::Actor& actor,
                                                std::string_view permission,
                                                const RequestContext& context) const {
  const auto may =
      co_await deps_.access.require(actor, permission, {.type = "signing_key"}, context);
  if (!may) co_return std::unexpected(may.error());
  co_return people::ActingAs{.kind = std::string(access::to_string(actor.kind)),
                             .id = actor.id,
                             .role = may->role,
                             .purpose = "administration"};
}

Task<Result<std::optional<access::ApprovalRequest>>> KeyDesk::ask(
    const access::Actor& actor, access::ApprovalWish wish, const RequestContext& context) const {
  wish.kind = access::ApprovalKind::key_rotation;
  wish.needed = co_await deps_.approvals.needed(wish.kind);
  if (actor.kind == access::Actor::Kind::system || wish.needed == 0)
    co_return std::optional<access::ApprovalRequest>{};
  auto asked = co_await deps_.approvals.open(actor, std::move(wish), context);
  if (!asked) co_return std::unexpected(std::move(asked.error()));
  co_return std::optional(std::move(*asked));
}

Task<Result<std::vector<oauth::SigningKeyRow>>> KeyDesk::list(const access::Actor& actor,
                                                              const RequestContext& context) const {
  const auto by = co_await allowed(actor, "key.read", context);
  if (!by) co_return std::unexpected(by.error());
  co_return co_await deps_.key_rotation.list();
}

Task<Result<KeyDesk::Done>> KeyDesk::rotate(const access::Actor& actor,
                                            const RequestContext& context) const {
  const auto by = co_await allowed(actor, "key.rotate", context);
  if (!by) co_return std::unexpected(by.error());
  auto asked = co_await ask(actor,
                            {.subject = "signing_keys",
                             .what = {{"operation", "rotate"}},
                             .reason = "rotation of the signing keys"},
                            context);
  if (!asked) co_return std::unexpected(std::move(asked.error()));
  if (*asked) co_return Done{.request = std::move(**asked)};
  co_return Done{.steps = co_await deps_.key_rotation.rotate(*by, context)};
}

Task<Result<KeyDesk::Done>> KeyDesk::withdraw(const access::Actor& actor, std::string kid,
                                              std::string reason,
                                              const RequestContext& context) const {
  const auto by = co_await allowed(actor, "key.rotate", context);
  if (!by) co_return std::unexpected(by.error());
  if (reason.size() < kShortestReason || reason.size() > kLongestReason)
    co_return fail(Errc::invalid, "key.reason", "Say why, in 3 to 500 characters.");
  const auto keys = co_await deps_.key_rotation.list();
  if (std::ranges::find(keys, kid, &oauth::SigningKeyRow::kid) == keys.end())
    co_return fail(Errc::not_found, "key.unknown", "There is no such signing key.");
  auto asked = co_await ask(
      actor, {.subject = kid, .what = {{"operation", "withdraw"}, {"kid", kid}}, .reason = reason},
      context);
  if (!asked) co_return std::unexpected(std::move(asked.error()));
  if (*asked) co_return Done{.request = std::move(**asked)};
  const auto done = co_await deps_.key_rotation.withdraw(kid, std::move(reason), *by, context);
  if (!done) co_return std::unexpected(done.error());
  co_return Done{};
}

}  // namespace tessera::endpoints::admin

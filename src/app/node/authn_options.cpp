#include "app/node/authn_options.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "app/node/passkey_options.hpp"

namespace tessera::app {
namespace {

authn::Places read_places(const std::string& path) {
  if (path.empty()) return {};
  std::ifstream file(path);
  if (!file) throw std::runtime_error("sessions.places_file: cannot read " + path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto places = authn::Places::parse(text);
  if (!places)
    throw std::runtime_error("sessions.places_file: " + path + ": " + places.error().detail +
                             ": not \"network,place\"");
  return std::move(*places);
}

authn::StuffingPolicy stuffing_policy(const Settings& settings) {
  return {.network_logins = static_cast<int>(settings.integer("throttle.stuffing_network_logins")),
          .least_logins = static_cast<int>(settings.integer("throttle.stuffing_logins")),
          .factor = static_cast<int>(settings.integer("throttle.stuffing_factor")),
          .window = settings.duration("throttle.window"),
          .lasts = settings.duration("throttle.stuffing_lasts"),
          .delay = settings.duration("throttle.stuffing_delay"),
          .work_bits = static_cast<int>(settings.integer("throttle.stuffing_work_bits"))};
}

struct LimitRow {
  std::string_view name;
  authn::SessionLimits authn::SessionPolicy::* limits;
  authn::SessionLimits most;  // requirements 4.1
};

void read_session_limits(const Settings& settings, authn::SessionPolicy& policy) {
  using Policy = authn::SessionPolicy;
  const std::array<LimitRow, 4> rows{{{"aal1", &Policy::aal1, {days{30}, days{30}}},
                                      {"aal2", &Policy::aal2, {hours{1}, hours{24}}},
                                      {"aal3", &Policy::aal3, {minutes{15}, hours{12}}},
                                      {"staff", &Policy::staff, {minutes{30}, hours{12}}}}};
  for (const auto& row : rows) {
    const auto key = "sessions." + std::string(row.name);
    auto& limits = policy.*row.limits;
    limits = {settings.duration(key + "_idle"), settings.duration(key + "_overall")};
    if (limits.idle <= Duration{} || limits.overall < limits.idle || limits.idle > row.most.idle ||
        limits.overall > row.most.overall) {
      throw std::runtime_error(key + "_idle, " + key +
                               "_overall: not within what the level allows");
    }
  }
}

}  // namespace

LevelPolicy make_level_policy(const Settings& settings) {
  const auto text = settings.text("staff.privileged_acr");
  const auto acr = parse_acr(text);
  if (!acr || *acr < Acr::aal2)
    throw std::runtime_error("staff.privileged_acr: \"" + text + "\" is not " +
                             std::string(kAcrAal2) + " or a higher level");
  return {.privileged = *acr};
}

authn::AuthnOptions make_authn_options(const Settings& settings, access::AccessService& access,
                                       TimePoint now) {
  authn::AuthnOptions options;
  options.hashing.params = {
      .memory_kib = static_cast<std::uint32_t>(settings.size("hashing.memory") / 1024),
      .passes = static_cast<std::uint32_t>(settings.integer("hashing.passes"))};
  options.hashing.threads = static_cast<std::size_t>(settings.integer("hashing.threads"));
  options.hashing.queue_time = settings.duration("hashing.queue_time");
  auto& throttle = options.throttle;
  throttle.free_failures = static_cast<int>(settings.integer("throttle.account_failures"));
  throttle.first_delay = settings.duration("throttle.first_delay");
  throttle.longest_delay = settings.duration("throttle.longest_delay");
  throttle.per_network_small = static_cast<int>(settings.integer("throttle.network_failures"));
  throttle.per_network_large =
      static_cast<int>(settings.integer("throttle.network_large_failures"));
  throttle.window = settings.duration("throttle.window");
  options.stuffing = stuffing_policy(settings);
  options.recovery.wait = settings.duration("recovery.wait");
  options.gateway = {.on = !settings.text("codes.gateway_url").empty(),
                     .channel = settings.text("codes.gateway_channel"),
                     .unknown_is_settled = settings.boolean("codes.gateway_unchecked")};
  read_session_limits(settings, options.sessions);
  options.sessions.citizen_sessions =
      static_cast<std::size_t>(settings.integer("sessions.of_citizen"));
  options.sessions.staff_sessions = static_cast<std::size_t>(settings.integer("sessions.of_staff"));
  options.sessions.privileged_sessions =
      static_cast<std::size_t>(settings.integer("sessions.of_privileged"));
  options.is_privileged = [&access, roles = settings.texts("sessions.privileged_roles")](
                              const Uuid& person, TimePoint now) -> Task<bool> {
    for (const auto& held : co_await access.roles_of(person, now)) {
      if (std::ranges::find(roles, held) != roles.end()) co_return true;
    }
    co_return false;
  };
  options.public_url = settings.text("server.public_url");
  options.passkeys = make_passkey_options(settings, now);
  options.places = read_places(settings.text("sessions.places_file"));
  return options;
}

}  // namespace tessera::app

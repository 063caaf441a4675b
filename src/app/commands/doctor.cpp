#include "app/commands/doctor.hpp"

#include <iostream>

#include "app/commands/config.hpp"
#include "app/doctor/checks.hpp"
#include "app/exit_code.hpp"

namespace tessera::app {
namespace {

const char* sign_of(Finding::Level level) {
  switch (level) {
    case Finding::Level::fine:
      return "ok     ";
    case Finding::Level::warning:
      return "warning";
    case Finding::Level::fault:
      return "FAULT  ";
  }
  return "";
}

class Report {
 public:
  void add(const Findings& findings) {
    for (const auto& finding : findings) {
      std::cout << sign_of(finding.level) << "  " << finding.what << "\n";
      if (!finding.mend.empty()) std::cout << "         -> " << finding.mend << "\n";
      faults_ += finding.level == Finding::Level::fault;
    }
  }
  [[nodiscard]] int exit_code() const { return faults_ == 0 ? kOk : kChangesPending; }

 private:
  int faults_ = 0;
};

}  // namespace

int run_doctor(const ConfigSource& source) {
  const auto settings = load_or_complain(source);
  if (!settings) return kUsage;
  Report report;
  report.add(check_configuration(*settings));
  report.add(check_certificates(*settings, SystemClock().now()));
  report.add(check_smartcard_files(*settings, SystemClock().now()));
  report.add(check_permissions(*settings));
  report.add(check_mail(*settings));
  report.add(check_registration_settings(*settings));
  report.add(check_client_certificates(*settings));
  try {
    Backends backends(*settings, std::make_unique<SystemClock>());
    backends.io.start();
    report.add(check_database(backends));
    report.add(check_redis(backends));
    report.add(check_keys(backends));
    report.add(check_access(*settings, backends));
    report.add(check_metadata(*settings, backends));
  } catch (const std::exception& error) {
    report.add(
        {{Finding::Level::fault, error.what(), "mend this first; databases were not checked"}});
  }
  return report.exit_code();
}

}  // namespace tessera::app

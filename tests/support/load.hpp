// A mixed load on a server while its backends fail: machine tokens, refreshes, whole sign-ins with
// code and redemption. Notes what was promised by a 2xx, so that a test can look for it afterwards,
// and every answer that is neither right nor a polite refusal (503 with Retry-After).
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/demo.hpp"

namespace tessera::test {

struct LoadOptions {
  int machines = 2;                   // threads that ask for machine tokens
  int refreshers = 2;                 // threads that each keep one refresh family going
  int citizens = 1;                   // threads that sign in
  Duration pause = milliseconds{30};  // between two requests of a thread
  Duration patience = seconds{30};    // of a refresher, which then tries the same token again
  bool node_dies = false;             // then a lost connection is a refusal like any other
};

class Load {
 public:
  Load(const Demo& demo, LoadOptions options);
  ~Load();  // stop()
  // Makes the refresh families, then runs. Throws std::runtime_error if that does not work.
  void start();
  void stop();

  // How long until every kind of request has succeeded again; limit if one does not.
  Duration time_to_success(Duration limit);
  [[nodiscard]] long answers() const { return answers_; }
  [[nodiscard]] long refusals() const { return refusals_; }
  [[nodiscard]] std::vector<std::string> violations() const;

  // What was promised, once stopped.
  struct Family {
    std::string token;  // the newest one
    long accepted = 0;  // rotations answered by 200
  };
  struct SignedIn {
    std::unique_ptr<Browser> browser;
    Fields redemption;  // the form that redeemed the code
  };
  [[nodiscard]] const std::vector<std::string>& token_ids() const { return token_ids_; }
  [[nodiscard]] std::vector<Family>& families() { return families_; }
  [[nodiscard]] std::vector<SignedIn>& sign_ins() { return sign_ins_; }

 private:
  void run_machine();
  void run_refresher(std::size_t index);
  void run_citizen(std::size_t index);
  void run_sign_in(const DemoPerson& person);
  void redeem_code(std::unique_ptr<Browser> browser, const Authorization& authorization);
  void replay_code(const DemoPerson& person, const std::string& code);
  [[nodiscard]] std::unique_ptr<Browser> new_browser() const;
  // True if the answer is the awaited one; else it is a polite refusal or becomes a violation.
  bool judge(const Answer& answer, bool right, const std::string& what);
  void note_token(const std::string& body);
  void violation(const std::string& what);
  void pause() const { std::this_thread::sleep_for(options_.pause); }

  const Demo demo_;
  const LoadOptions options_;
  OneTimeCodes codes_;
  std::vector<DemoPerson> citizens_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopped_ = false;
  std::atomic<long> answers_ = 0;
  std::atomic<long> refusals_ = 0;
  std::atomic<long> successes_[3] = {};
  mutable std::mutex mutex_;
  std::vector<std::string> violations_;
  std::vector<std::string> token_ids_;
  std::vector<Family> families_;
  std::vector<SignedIn> sign_ins_;
};

}  // namespace tessera::test

// SPDX-License-Identifier: MIT
// What C++ programs lean on: the standard library's containers and streams, exceptions that unwind, threads.
#include <algorithm>
#include <atomic>
#include <iostream>
#include <map>
#include <memory>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace
{

class Guard
{
  public:
    explicit Guard(std::string &trace, char mark) : trace_(trace), mark_(mark) {}
    ~Guard() { trace_ += mark_; }

  private:
    std::string &trace_;
    char mark_;
};

/// Throws from three frames deep; every frame's guard must run on the way out.
void descend(int depth, std::string &trace)
{
    Guard guard(trace, static_cast<char>('a' + depth));
    if (depth == 2) throw std::runtime_error("from the depth");
    descend(depth + 1, trace);
}

std::map<std::string, int> countWords(const std::string &text)
{
    std::map<std::string, int> counts;
    std::istringstream words(text);
    for (std::string word; words >> word;) counts[word]++;
    return counts;
}

/// One for each thread, made when the thread first asks for it; the thread's end counts it out.
std::atomic<int> destroyed = 0;
struct Tally {
    int count = 0;
    ~Tally() { destroyed++; }
};
thread_local Tally tally;

/// Turns day.month.year into the order of ISO 8601.
std::string isoDates(const std::string &text)
{
    static const std::regex date(R"((\d{1,2})\.(\d{1,2})\.(\d{4}))");
    return std::regex_replace(text, date, "$3-$2-$1");
}

} // namespace

int main(int argc, char **argv)
{
    std::cout << "Hello from " << (argc > 1 ? argv[1] : "C++") << "!\n";

    for (const auto &[word, count] : countWords("one two two three three three"))
        std::cout << word << ' ' << count << '\n';

    std::string trace;
    try {
        descend(0, trace);
    } catch (const std::exception &error) {
        std::cout << "caught \"" << error.what() << "\", unwound " << trace << '\n';
    }

    std::atomic<long> sum = 0;
    std::vector<std::thread> threads;
    for (int i = 1; i <= 4; i++)
        threads.emplace_back([i, &sum] {
            for (int j = 0; j < 1000; j++) sum += i, tally.count++;
            if (tally.count != 1000) sum = 0;
        });
    for (auto &thread : threads) thread.join();
    std::cout << "4 threads counted to " << sum << ", " << destroyed << " tallies ended" << std::endl;
    std::cout << isoDates("from 24.12.2025 to 6.1.2026") << '\n';

    auto numbers = std::make_unique<std::vector<int>>();
    for (int i = 0; i < 10; i++) numbers->push_back(i * 7 % 10);
    std::sort(numbers->begin(), numbers->end());
    return std::is_sorted(numbers->begin(), numbers->end()) ? 0 : 1;
}

"""The running questionnaire: answers, relevance, repeats, choices and what reaches the register."""
